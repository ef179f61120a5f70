import { sharpeDifferenceSteps } from '../accounts/bootstrap.js'
import type { CostRates } from '../accounts/costs.js'
import { type Measures, measuresOf } from '../accounts/measures.js'
import { pairedSteps } from '../accounts/paired-difference.js'
import type { PnlRow } from '../accounts/pnl.js'
import { annualisedSharpe, sharpeStandardError } from '../accounts/sharpe.js'
import { inTurns } from '../lib/turns.js'
import { onDemand } from './on-demand.js'
import type { Performance } from './performance.js'
import type { DatedPredictionDay } from './predictions.js'
import { type RankICFigures, rankICFigures } from './rank-ic-difference.js'

/** A strategy's measures over the common dates; intervals and hedged figures only if asked for. */
export interface Comparison
  extends Pick<
      Measures,
      'days' | 'grossSharpe' | 'netSharpe' | 'netSharpeStandardError' | 'turnover'
    >,
    RankICFigures {
  readonly strategy: string
  readonly from: string | null
  readonly to: string | null
  hedgedNetSharpe(): Promise<number | null>
  hedgedNetSharpeStandardError(): Promise<number | null>
  hedgedDifferenceToFirst(): Promise<number | null>
  hedgedDifferenceLow(): Promise<number | null>
  hedgedDifferenceHigh(): Promise<number | null>
  readonly differenceToFirst: number | null
  differenceLow(): Promise<number | null>
  differenceHigh(): Promise<number | null>
}

/** A strategy's performance, and its rows on the dates that are compared. */
export interface Performed {
  readonly strategy: string
  readonly performance: Performance
  readonly pnl: readonly PnlRow[]
}

/** One row a strategy; the first is the base of the differences. All have rows of the same dates. */
export function sideBySide(performed: readonly Performed[], rates: CostRates): Comparison[] {
  const rows = performed.map((one) => ({ ...one, measures: dailyMeasures(one, rates) }))
  const [first] = rows
  return first ? rows.map((row) => comparisonOf(row, first)) : []
}

interface Compared extends Performed {
  readonly measures: Measures
}

function dailyMeasures({ pnl, performance }: Performed, rates: CostRates): Measures {
  const unknown = pnl.map(() => null)
  const { datesPerYear } = performance
  return measuresOf({ pnl, rates, hedgedNet: unknown, market: unknown, datesPerYear })
}

function comparisonOf(row: Compared, first: Compared): Comparison {
  const { strategy, pnl, measures } = row
  const { days, grossSharpe, netSharpe, netSharpeStandardError, turnover } = measures
  return {
    strategy,
    days,
    from: pnl.at(0)?.date ?? null,
    to: pnl.at(-1)?.date ?? null,
    grossSharpe,
    netSharpe,
    netSharpeStandardError,
    turnover,
    ...hedgedFigures(row, first),
    ...netDifference(row, first),
    ...rankICsOf(row, first),
  }
}

function netDifference(row: Compared, first: Compared) {
  const { datesPerYear } = row.performance
  const [own, base] = [row.measures.netSharpe, first.measures.netSharpe]
  const interval = onDemand(async () =>
    row === first
      ? null
      : inTurns(sharpeDifferenceSteps(row.pnl.map(netOf), first.pnl.map(netOf), { datesPerYear })),
  )
  return {
    differenceToFirst: row === first || own === null || base === null ? null : own - base,
    differenceLow: async () => (await interval())?.low ?? null,
    differenceHigh: async () => (await interval())?.high ?? null,
  }
}

function rankICsOf(row: Compared, first: Compared): RankICFigures {
  const dates = row.pnl.map(({ date }) => date)
  const own = () => commonPredictions(row)
  return rankICFigures(dates, own, row === first ? null : () => commonPredictions(first))
}

async function commonPredictions({ pnl, performance }: Compared): Promise<DatedPredictionDay[]> {
  const dates = new Set(pnl.map(({ date }) => date))
  return (await performance.predictions()).filter(({ date }) => dates.has(date))
}

function hedgedFigures(row: Compared, first: Compared) {
  const { datesPerYear } = row.performance
  const hedged = async () => knownOf(await hedgedOf(row))
  const difference = onDemand(async () =>
    row === first
      ? null
      : inTurns(pairedSteps(await hedgedOf(row), await hedgedOf(first), datesPerYear)),
  )
  return {
    hedgedNetSharpe: async () => annualisedSharpe(await hedged(), datesPerYear),
    hedgedNetSharpeStandardError: async () => sharpeStandardError(await hedged(), datesPerYear),
    hedgedDifferenceToFirst: async () => (await difference())?.difference ?? null,
    hedgedDifferenceLow: async () => (await difference())?.low ?? null,
    hedgedDifferenceHigh: async () => (await difference())?.high ?? null,
  }
}

/** Hedged net on the common dates, null where it is not known. */
async function hedgedOf({ pnl, performance }: Compared): Promise<(number | null)[]> {
  const hedged = await performance.hedgedNet()
  const byDate = new Map(performance.pnl.map(({ date }, t) => [date, hedged[t]]))
  return pnl.map(({ date }) => byDate.get(date) ?? null)
}

function knownOf(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null)
}

function netOf({ net }: PnlRow): number {
  return net
}
