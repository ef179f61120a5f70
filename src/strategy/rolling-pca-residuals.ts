import { setImmediate } from 'node:timers/promises'
import { threadId } from 'node:worker_threads'
import type { MarketView } from '../data/source.js'
import { lowerBound } from '../lib/dates.js'
import { AbortedError } from '../lib/errors.js'
import { factorReturns, residuals } from '../residuals/chain.js'
import type { DateRange } from '../results.js'
import { type DatedFactors, RollingPca, type RollingPcaSettings } from './rolling-pca.js'

export interface RollingResiduals {
  /** Row of the view of the first date below. */
  readonly firstRow: number
  readonly dates: readonly string[]
  /**
   * `[D, N]` over the view's whole asset axis, `ε = R − β F` as the store holds it. NaN where an asset
   * is outside the date's universe or not covered; 0 where it is covered and has no return that
   * date, which is how a policy's window counts it.
   */
  readonly residuals: Float32Array
  /** The factors behind date d, from memory or the cache: for `w = Φᵀp` of a training's books. */
  factorsOf(d: number): DatedFactors
}

export interface RollingResidualsOptions {
  /** A folder of what can be computed again, shared by runs; null keeps nothing. */
  readonly cache: string | null
  readonly signal?: AbortSignal
}

/**
 * In-sample residuals of every date of `range` inside the view: each date's factors come from the
 * window of returns before it, as in scoring, so that a policy trains on what it will trade, bit for
 * bit. Dates before the first full window are all NaN.
 */
export async function rollingPcaResiduals(
  view: MarketView,
  range: DateRange,
  settings: RollingPcaSettings,
  { cache, signal }: RollingResidualsOptions,
): Promise<RollingResiduals> {
  const firstRow = lowerBound(view.dates, range.from)
  const end = view.dates.findLastIndex((date) => date <= range.to) + 1
  const count = Math.max(0, end - firstRow)
  const n = view.assets.length
  const pca = new RollingPca(settings, cache)
  const panel = new Float32Array(count * n).fill(Number.NaN)
  for (const d of orderOfWork(count)) {
    await setImmediate() // lets signals, timers and heartbeats through
    if (signal?.aborted) throw new AbortedError(`stopped at ${view.dates[firstRow + d]}`)
    const row = (firstRow + d) * n
    writeResiduals(panel.subarray(d * n, (d + 1) * n), {
      factors: pca.at(view, firstRow + d),
      returns: view.returns.subarray(row, row + n),
    })
  }
  pca.flush()
  return {
    firstRow,
    dates: view.dates.slice(firstRow, end),
    residuals: panel,
    factorsOf: (d) => pca.at(view, firstRow + d),
  }
}

/**
 * Dates in order on one thread, backwards on the next: where two windows begin side by side each
 * fills half of the cache instead of both all of it. What is computed does not depend on the order.
 */
function orderOfWork(count: number): number[] {
  const order = Array.from({ length: count }, (_, d) => d)
  return threadId % 2 === 0 ? order : order.reverse()
}

function writeResiduals(
  row: Float32Array,
  { factors, returns }: { readonly factors: DatedFactors; readonly returns: Float64Array },
): void {
  const { universe, covered, weights, betas } = factors
  const known = Float64Array.from(universe, (asset) => returns[asset])
  const factorCount = universe.length === 0 ? 0 : weights.length / universe.length
  const values = residuals(known, betas, factorReturns(weights, known, factorCount))
  universe.forEach((asset, place) => {
    if (covered[place]) row[asset] = Number.isNaN(values[place]) ? 0 : values[place]
  })
}
