/** `½ cᵀAc − bᵀc` with A symmetric and positive definite, `[M, M]` row by row, and b `[M]`. */
export interface Quadratic {
  readonly a: Float64Array
  readonly b: Float64Array
  /** Largest eigenvalue of A, or more. */
  readonly largest: number
}

const TOLERANCE = 1e-15
const MOST_STEPS = 20_000

/**
 * `argmin ½ cᵀAc − bᵀc` over the simplex `c ≥ 0, Σ c = 1`, `[M]`, by projected gradient from equal weights. The
 * minimum is unique, so it does not depend on where the descent begins.
 */
export function minimumOnSimplex({ a, b, largest }: Quadratic): Float64Array {
  const count = b.length
  let weights = new Float64Array(count).fill(1 / count)
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = ontoSimplex(
      weights.map((weight, i) => {
        let gradient = -b[i]
        for (let j = 0; j < count; j++) gradient += a[i * count + j] * weights[j]
        return weight - gradient / largest
      }),
    )
    const moved = next.reduce((most, weight, i) => Math.max(most, Math.abs(weight - weights[i])), 0)
    weights = next
    if (moved <= TOLERANCE) break
  }
  return weights
}

/** The nearest point of the simplex: `max(v − θ, 0)` with θ such that it sums to 1 (Duchi et al., 2008). */
export function ontoSimplex(point: Float64Array): Float64Array<ArrayBuffer> {
  const descending = point.slice().sort().reverse()
  let [sum, threshold] = [0, 0]
  for (let i = 0; i < descending.length; i++) {
    sum += descending[i]
    const candidate = (sum - 1) / (i + 1)
    if (descending[i] > candidate) threshold = candidate
  }
  return Float64Array.from(point, (value) => Math.max(value - threshold, 0))
}
