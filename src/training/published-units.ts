import { eachHorizonReturn, type MarketReturns } from './horizon-returns.js'
import type { LabelKind } from './label-kinds.js'

/** Dates whose dispersion turns labels back into returns, and the fewest that do. */
export const DISPERSION_DATES = 63
export const DISPERSION_MINIMUM_DATES = 20

/**
 * `sd_i(r_is)`, `[T]`: population sd across the universe of the h-date returns that end on date s, NaN
 * below two of them. The universe is that of the first of their dates.
 */
export function crossSectionalDeviations(
  market: MarketReturns,
  horizon = 1,
): Float64Array<ArrayBuffer> {
  const assetCount = market.universe.length - market.returns.length
  const deviations = new Float64Array(
    assetCount === 0 ? 0 : market.returns.length / assetCount,
  ).fill(Number.NaN)
  eachHorizonReturn(market, { horizon, labelLag: 0 }, (t, row) => {
    const members = market.universe.subarray(t * assetCount, (t + 1) * assetCount)
    deviations[t + horizon - 1] = deviationOf(row, members)
  })
  return deviations
}

/**
 * What a label's unit is worth in return on date t: `s̄_t`, the mean cross-sectional sd of the 63 dates
 * before t of those known, and of as many before them as make 20 (NaN where there are fewer); 0.01 for `raw`, whose labels are percent. A
 * prediction of h dates is published as `μ s̄_t / h` and `σ s̄_t / √h`: the return of one date over the mean of
 * the universe, and its sd.
 */
export function returnUnit(deviations: Float64Array, t: number, kind: LabelKind): number {
  if (kind === 'raw') return 1 / 100
  let [first, known] = [t, 0]
  while (first > 0 && (t - first < DISPERSION_DATES || known < DISPERSION_MINIMUM_DATES)) {
    first--
    if (!Number.isNaN(deviations[first])) known++
  }
  if (known < DISPERSION_MINIMUM_DATES) return Number.NaN
  let sum = 0
  for (let s = first; s < t; s++) if (!Number.isNaN(deviations[s])) sum += deviations[s]
  return sum / known
}

function deviationOf(row: Float64Array, members: Uint8Array): number {
  let [count, sum, squares] = [0, 0, 0]
  for (let i = 0; i < row.length; i++) {
    if (members[i] === 0 || Number.isNaN(row[i])) continue
    count++
    sum += row[i]
  }
  for (let i = 0; i < row.length; i++) {
    if (members[i] === 0 || Number.isNaN(row[i])) continue
    squares += (row[i] - sum / count) ** 2
  }
  return count < 2 ? Number.NaN : Math.sqrt(squares / count)
}
