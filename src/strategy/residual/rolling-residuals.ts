import { setImmediate } from 'node:timers/promises'
import { threadId } from 'node:worker_threads'
import type { MarketView } from '../../data/source.js'
import { lowerBound } from '../../lib/dates.js'
import { AbortedError } from '../../lib/errors.js'
import { factorReturns, residuals } from '../../residuals/chain.js'
import type { DateRange } from '../../results.js'
import { tradedLength, tradedReturn } from '../traded-axis.js'
import type { RollingFactors } from './rolling-factors.js'
import type { DatedFactors } from './rolling-pca.js'

export interface RollingResiduals {
  /** Row of the view of the first date below. */
  readonly firstRow: number
  readonly dates: readonly string[]
  /**
   * `[D, N + J]` over all that the view's books may hold, `ε = R − β F` as the store holds it. NaN
   * where an asset is outside the date's universe or not covered; 0 where it is covered and has no
   * return that date, which is how a policy's window counts it.
   */
  readonly residuals: Float32Array
  /** The factors behind date d: for `w = Φᵀp` of a training's books. */
  factorsOf(d: number): DatedFactors
}

/**
 * In-sample residuals of every date of `range` inside the view: each date's factors come from what
 * was known before it, as in scoring, so that a policy trains on what it will trade, bit for bit.
 * Dates on which the factors cover no asset are all NaN.
 */
export async function rollingResiduals(
  view: MarketView,
  range: DateRange,
  factors: RollingFactors,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<RollingResiduals> {
  const firstRow = lowerBound(view.dates, range.from)
  const end = view.dates.findLastIndex((date) => date <= range.to) + 1
  const count = Math.max(0, end - firstRow)
  const width = tradedLength(view)
  const panel = new Float32Array(count * width).fill(Number.NaN)
  for (const d of orderOfWork(count)) {
    await setImmediate() // lets signals, timers and heartbeats through
    if (signal?.aborted) throw new AbortedError(`stopped at ${view.dates[firstRow + d]}`)
    const dated = factors.at(view, firstRow + d)
    const returns = Float64Array.from(dated.universe, (column) =>
      tradedReturn(view, firstRow + d, column),
    )
    writeResiduals(panel.subarray(d * width, (d + 1) * width), dated, returns)
  }
  factors.flush()
  return {
    firstRow,
    dates: view.dates.slice(firstRow, end),
    residuals: panel,
    factorsOf: (d) => factors.at(view, firstRow + d),
  }
}

/**
 * Dates in order on one thread, backwards on the next: of two splits that start at once each fills half
 * of the cache, instead of both the whole. What is computed does not depend on the order.
 */
function orderOfWork(count: number): number[] {
  const order = Array.from({ length: count }, (_, d) => d)
  return threadId % 2 === 0 ? order : order.reverse()
}

function writeResiduals(
  row: Float32Array,
  { universe, covered, weights, betas }: DatedFactors,
  returns: Float64Array,
): void {
  const factorCount = universe.length === 0 ? 0 : weights.length / universe.length
  const values = residuals(returns, betas, factorReturns(weights, returns, factorCount))
  universe.forEach((column, place) => {
    if (covered[place]) row[column] = Number.isNaN(values[place]) ? 0 : values[place]
  })
}
