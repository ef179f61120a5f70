import {
  type MeasuredRun,
  measuredRun,
  type RunMeasures,
} from '../../jobs/tasks/report/measured-run.js'
import { LAGS, type RunSeries } from '../../jobs/tasks/report/run-series.js'
import type { AxisValues } from '../../src/accounts/axis-values.js'
import { type PairedDifference, pairedDifference } from '../../src/accounts/paired-difference.js'
import type { BenchRow, RunRow } from './runs.js'

/** Trading costs in basis points; the shorting cost stays at 1. */
export const COSTS = [1, 2, 5] as const
const PAPER_COST = 5

/** The market hedged with itself is only rounding noise. */
const MARKET = 'equal-weight'
const UNHEDGED = {
  hedgedNetSharpe: null,
  hedgedNetSharpeStandardError: null,
  hedgedNetSharpeLow: null,
  hedgedNetSharpeHigh: null,
  hedgedNetSharpeWithoutBestYear: null,
  meanHedgedNet: null,
  hedgedNetVolatility: null,
  deflatedHedgedSharpe: null,
  hedgedAlpha: null,
} as const

export interface Range {
  readonly from: string
  readonly to: string
}

/** One measured row: `at(lag, bps, range)` computes from the stored books, without fitting again. */
export interface MeasuredRow<Row extends RunRow> extends BenchRow<Row> {
  readonly series: RunSeries
  at(lag: 0 | 1, range: Range, tradingCostBps?: number): RunMeasures
  /** Gross, net and hedged net by date, at 5 bp unless another cost is given. */
  returns(lag: 0 | 1, range: Range, tradingCostBps?: number): DatedReturns
}

interface DatedReturns {
  readonly gross: Map<string, number>
  readonly net: Map<string, number>
  readonly hedged: Map<string, number>
}

export function measuredRows<Row extends RunRow>(
  rows: readonly BenchRow<Row>[],
  { factors }: { readonly factors?: ReadonlyMap<string, AxisValues> },
): MeasuredRow<Row>[] {
  return rows.flatMap((row) => {
    const { series, trials } = row
    if (!series) return []
    const runs = new Map<string, MeasuredRun>()
    const runAt = (lag: 0 | 1, tradingCostBps: number) => {
      const key = `${lag} ${tradingCostBps}`
      const run =
        runs.get(key) ??
        measuredRun(series, {
          lag,
          rates: { tradingCostBps, shortCostBps: 1 },
          factors: tradingCostBps === PAPER_COST ? factors : undefined,
          trials,
        })
      runs.set(key, run)
      return run
    }
    const kept = new Map<string, RunMeasures>()
    return [
      {
        ...row,
        series,
        at(lag, { from, to }, tradingCostBps = PAPER_COST) {
          const key = [lag, from, to, tradingCostBps].join()
          const measures = kept.get(key) ?? runAt(lag, tradingCostBps).between(from, to)
          kept.set(key, measures)
          return row.row.strategy === MARKET ? { ...measures, ...UNHEDGED } : measures
        },
        returns(lag, { from, to }, tradingCostBps = PAPER_COST) {
          const { pnl, hedgedNet } = runAt(lag, tradingCostBps)
          const [gross, net, hedged] = [new Map(), new Map(), new Map<string, number>()]
          pnl.forEach((day, t) => {
            if (day.date < from || day.date > to) return
            gross.set(day.date, day.gross)
            net.set(day.date, day.net)
            const value = row.row.strategy === MARKET ? null : (hedgedNet[t] ?? null)
            if (value !== null) hedged.set(day.date, value)
          })
          return { gross, net, hedged }
        },
      } satisfies MeasuredRow<Row>,
    ]
  })
}

/** A row's measures as published, and of the book decided a day earlier. */
export function atBothLags(
  { at }: Pick<MeasuredRow<RunRow>, 'at'>,
  range: Range,
): readonly [now: RunMeasures, late: RunMeasures] {
  return [at(0, range), at(1, range)]
}

/** `SR(a) − SR(b)` over their common dates, with its paired interval. */
export function differenceOf(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>,
): PairedDifference | null {
  const dates = [...a.keys()]
  return pairedDifference(
    [...a.values()],
    dates.map((date) => b.get(date)),
  )
}

export { LAGS }
