import { quantile } from '../accounts/moments.js'

/** A risk below this share of the median counts as this share: no position grows without bound. */
const LEAST_SHARE = 1 / 4

/**
 * `p_i / max(σ_i, σ̃ / 4)`, `[n]`, σ̃ the median of the known risks of positions; an unknown risk (NaN) counts
 * as the median. Unchanged where none is known.
 */
export function overRisk(
  weights: ArrayLike<number>,
  risk: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const known = Float64Array.from(risk)
    .filter((value, i) => weights[i] !== 0 && value > 0)
    .sort()
  const median = known.length === 0 ? 1 : quantile(known, 1 / 2)
  return Float64Array.from(weights, (weight, i) =>
    weight === 0 ? 0 : weight / Math.max(risk[i] > 0 ? risk[i] : median, LEAST_SHARE * median),
  )
}
