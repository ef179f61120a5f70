import * as tf from '@tensorflow/tfjs'
import { cholesky, choleskySolve } from '../tensor/cholesky.js'
import { applyEach, combineEach, ridgeGram, solveSpd } from '../tensor/linalg.js'

/** The projection `Φ = I − Wᵀ (W Wᵀ + λI)⁻¹ W` of D dates, `[n, n]` each, never formed. */
export interface Projection {
  /** Factor weights `[D, K, n]`. */
  readonly weights: tf.Tensor3D
  /** `W Wᵀ + λI`, `[D, K, K]`. */
  readonly gram: tf.Tensor3D
}

export function projectionOf(weights: tf.Tensor3D, ridge: number): Projection {
  return { weights, gram: ridgeGram(weights, ridge) }
}

/**
 * `Φ x`, `[D, n]`, in O(nK) a date. Φ is symmetric, so this is both the residual `ε = Φ R` of
 * returns and the asset weights `w = Φᵀ p` of policy weights (Epstein et al. 2025, section 3).
 */
export function project({ weights, gram }: Projection, vectors: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const shares = solveSpd(gram, applyEach(weights, vectors))
    return vectors.sub<tf.Tensor2D>(combineEach(weights, shares))
  })
}

/**
 * The effective number of factors, `df = K − λ tr((W Wᵀ + λI)⁻¹) = Σ s²/(s² + λ)` over the singular
 * values s of W, mean over dates; on the host, in double. NaN where a date's matrix is not definite.
 */
export function effectiveFactors(gram: tf.Tensor3D, ridge: number): number {
  const [days, size] = gram.shape
  const values = Float64Array.from(gram.dataSync())
  let trace = 0
  for (let day = 0; day < days; day++) {
    const lower = cholesky(values.subarray(day * size * size, (day + 1) * size * size), size)
    if (!lower) return Number.NaN
    const identity = Float64Array.from({ length: size * size }, (_, i) => +(i % (size + 1) === 0))
    const inverse = choleskySolve(lower, identity, size)
    for (let k = 0; k < size; k++) trace += inverse[k * (size + 1)]
  }
  return size - (ridge * trace) / days
}
