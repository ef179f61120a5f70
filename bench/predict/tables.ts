import { interval } from '../../jobs/cli/show/run-measures.js'
import { fixed, percent } from '../../jobs/cli/show/table.js'
import { pairedMeanDifference } from '../../src/accounts/paired-difference.js'
import type { PredictionMeasures } from '../../src/accounts/prediction-measures.js'
import { table } from '../_util/markdown.js'
import { COSTS, differenceOf, LAGS, type Range } from '../walk-forward/measures.js'
import { excessReturns } from './excess.js'
import { BASE_ID, type PredictRow } from './plan.js'
import { type DailyRankICs, summaryOf } from './yearly.js'

/** A row's measures of its predictions over a range; throws for a row that predicts nothing. */
export function predictionsOf(row: PredictRow, range: Range): PredictionMeasures {
  const { predictions } = row.at(0, range)
  if (!predictions) throw new Error(`${row.row.id} predicts nothing`)
  return predictions
}

/** Rank IC of every predictor, with paired differences to ridge and to the GRU. */
export function rankingTable(
  rows: readonly PredictRow[],
  range: Range,
  lightgbm: DailyRankICs | null,
): string {
  const bases = [BASE_ID, 'gru'].flatMap((id) => rows.find(({ row }) => row.id === id) ?? [])
  return table([
    [
      'predictor',
      'seeds',
      'Rank IC',
      '±',
      't',
      'lag 1',
      'daily ICIR',
      'spread, bp a day',
      ...bases.flatMap(({ row }) => [`less ${row.label}`, 'interval']),
    ],
    ...rows.map((row) => {
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
        ...bases.flatMap((base) => (base === row ? ['', ''] : rankDifference(row, base, range))),
      ]
    }),
    ...(lightgbm ? [lightgbmCells(lightgbm, 2 * bases.length)] : []),
  ])
}

function rankDifference(row: PredictRow, base: PredictRow, range: Range): string[] {
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
  { series }: Pick<PredictRow, 'series'>,
  { from, to }: Range,
): Map<string, number | null> {
  const days = series.dates.map((date, t) => [date, series.predictions[t]?.rankIC ?? null] as const)
  return new Map(days.filter(([date]) => date >= from && date <= to))
}

function lightgbmCells({ now, late }: DailyRankICs, blanks: number): string[] {
  const { mean, standardError } = summaryOf(now)
  const lagged = summaryOf(late)
  return [
    'LightGBM (peer)',
    '1',
    fixed(mean, 4),
    fixed(standardError, 4),
    fixed(mean / standardError, 1),
    fixed(lagged.mean, 4),
    '',
    '',
    ...Array.from({ length: blanks }, () => ''),
  ]
}

/** Rank IC by calendar year. */
export function yearTable(
  rows: readonly PredictRow[],
  years: readonly number[],
  lightgbm: DailyRankICs | null,
): string {
  const peer = lightgbm && summaryOf(lightgbm.now)
  return table([
    ['predictor', ...years.map(String)],
    ...rows.map((row) => [
      row.row.label,
      ...years.map((year) => fixed(predictionsOf(row, yearRange(year)).rankIC, 4)),
    ]),
    ...(peer ? [['LightGBM (peer)', ...years.map((year) => fixed(peer.byYear.get(year), 4))]] : []),
  ])
}

export function yearRange(year: number): Range {
  return { from: `${year}-01-01`, to: `${year}-12-31` }
}

/** How right the predicted risk is. */
export function riskTable(rows: readonly PredictRow[], range: Range): string {
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

/** TopK-Drop books over the equal-weight universe, at both lags and several costs. */
export function portfolioTable(rows: readonly PredictRow[], range: Range): string {
  return table([
    [
      'predictor',
      'lag',
      'excess gross',
      ...COSTS.map((cost) => `net of ${cost} bp`),
      '±',
      'Sharpe of excess',
      '±',
      'turnover',
      'net SR',
      '±',
      'hedged SR',
      '±',
      'beta',
      'largest fall',
    ],
    ...rows.flatMap((row) =>
      LAGS.map((lag) => {
        const m = row.at(lag, range)
        const at5 = excessReturns(row, lag, range, 5)
        return [
          lag === 0 ? row.row.label : '',
          String(lag),
          percent(at5.gross),
          ...COSTS.map((cost) => percent(excessReturns(row, lag, range, cost).net)),
          percent(at5.netError),
          fixed(at5.netSharpe),
          fixed(at5.netSharpeError),
          fixed(m.turnover, 3),
          fixed(m.netSharpe),
          fixed(m.netSharpeStandardError),
          fixed(m.hedgedNetSharpe),
          fixed(m.hedgedNetSharpeStandardError),
          fixed(m.marketBeta),
          percent(m.maxDrawdown),
        ]
      }),
    ),
  ])
}

/** Sharpe ratios of FactorVAE less those of each other row, on the same dates, at 5 bp. */
export function sharpeDifferences(
  base: PredictRow,
  rows: readonly PredictRow[],
  range: Range,
): string {
  const cells = (lag: 0 | 1, of: 'net' | 'hedged', row: PredictRow) => {
    const found = differenceOf(base.returns(lag, range)[of], row.returns(lag, range)[of])
    return found ? [fixed(found.difference), interval(found.low, found.high)] : ['–', '–']
  }
  return table([
    [
      `${base.row.label} less`,
      'net',
      'interval',
      'net, lag 1',
      'interval',
      'hedged, lag 1',
      'interval',
    ],
    ...rows
      .filter((row) => row !== base)
      .map((row) => [
        row.row.label,
        ...cells(0, 'net', row),
        ...cells(1, 'net', row),
        ...cells(1, 'hedged', row),
      ]),
  ])
}

/** The runs behind the page. */
export function runTable(rows: readonly PredictRow[]): string {
  return table([
    ['row', 'run', 'settings beside the defaults', 'seeds', 'engine', 'commit', 'trained'],
    ...rows.map(({ row, run, trainSeconds }) => [
      row.id,
      run?.id.slice(0, 8) ?? '',
      Object.keys(row.settings).length === 0 ? '' : `\`${JSON.stringify(row.settings)}\``,
      run?.seeds.join(' ') ?? '',
      run?.engine ?? '',
      run?.commit?.slice(0, 7) ?? '',
      trainSeconds > 0 ? `${fixed(trainSeconds / 60, 1)} min` : '',
    ]),
  ])
}
