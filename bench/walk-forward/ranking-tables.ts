import { fixed, percent } from '../../jobs/cli/show/table.js'
import { pairedMeanDifference } from '../../src/accounts/paired-difference.js'
import type { PredictionMeasures } from '../../src/accounts/prediction-measures.js'
import { table } from '../_util/markdown.js'
import type { MeasuredRow, Range } from './measures.js'
import type { RunRow } from './runs.js'

type Predictor = MeasuredRow<RunRow>

/** Cells of a peer that no run of the store has. */
export type PeerCells = readonly (readonly string[])[]

/** A row's measures of its predictions over a range; throws for a row that predicts nothing. */
export function predictionsOf(
  row: Pick<Predictor, 'row' | 'at'>,
  range: Range,
): PredictionMeasures {
  const { predictions } = row.at(0, range)
  if (!predictions) throw new Error(`${row.row.id} predicts nothing`)
  return predictions
}

export interface RankingOptions {
  readonly range: Range
  /** Rows that paired differences are taken to. */
  readonly baseIds: readonly string[]
  /** Further rows, of which trailing cells may be left out. */
  readonly peers?: PeerCells
}

/** Rank IC of every predictor, with paired differences to the bases. */
export function rankingTable(
  rows: readonly Predictor[],
  { range, baseIds, peers = [] }: RankingOptions,
): string {
  const bases = baseIds.flatMap((id) => rows.find(({ row }) => row.id === id) ?? [])
  const head = [
    'predictor',
    'seeds',
    'Rank IC',
    '±',
    't',
    'lag 1',
    'daily ICIR',
    'spread, bp a day',
    ...bases.flatMap(({ row }) => [`less ${row.label}`, 'interval']),
  ]
  return table([
    head,
    ...rows.map((row) => [
      ...rankingCells(row, range),
      ...bases.flatMap((base) => (base === row ? ['', ''] : rankDifference(row, base, range))),
    ]),
    ...peers.map((cells) => head.map((_, column) => cells[column] ?? '')),
  ])
}

function rankingCells(row: Predictor, range: Range): string[] {
  const m = predictionsOf(row, range)
  return [
    row.row.label,
    String(row.run?.seeds.length ?? ''),
    fixed(m.rankIC, 4),
    fixed(m.rankICStandardError, 4),
    fixed((m.rankIC ?? Number.NaN) / (m.rankICStandardError ?? Number.NaN), 1),
    fixed(m.rankICLag1, 4),
    fixed(m.rankICIR, 3),
    fixed((m.spread ?? Number.NaN) * 1e4, 1),
  ]
}

function rankDifference(row: Predictor, base: Predictor, range: Range): string[] {
  const byDate = rankICsByDate(base, range)
  const own = [...rankICsByDate(row, range)]
  const found = pairedMeanDifference(
    own.map(([, value]) => value),
    own.map(([date]) => byDate.get(date) ?? null),
  )
  if (!found) return ['–', '–']
  const bound = (value: number | null) => fixed(value, 4)
  return [fixed(found.difference, 4), `[${bound(found.low)}, ${bound(found.high)}]`]
}

function rankICsByDate(
  { series }: Pick<Predictor, 'series'>,
  { from, to }: Range,
): Map<string, number | null> {
  const days = series.dates.map((date, t) => [date, series.predictions[t]?.rankIC ?? null] as const)
  return new Map(days.filter(([date]) => date >= from && date <= to))
}

/** Rank IC by calendar year. */
export function yearTable(
  rows: readonly Predictor[],
  years: readonly number[],
  peers: PeerCells = [],
): string {
  return table([
    ['predictor', ...years.map(String)],
    ...rows.map((row) => [
      row.row.label,
      ...years.map((year) => fixed(predictionsOf(row, yearRange(year)).rankIC, 4)),
    ]),
    ...peers,
  ])
}

export function yearRange(year: number): Range {
  return { from: `${year}-01-01`, to: `${year}-12-31` }
}

/** How right the predicted risk is. */
export function riskTable(rows: readonly Predictor[], range: Range): string {
  return table([
    ['predictor', '90 % band covers', 'sd of z', 'Rank IC of σ with the size of the return'],
    ...rows.map((row) => {
      const m = predictionsOf(row, range)
      return [
        row.row.label,
        percent(m.coverage90),
        fixed(m.zStandardDeviation, 3),
        fixed(m.riskRankIC, 3),
      ]
    }),
  ])
}
