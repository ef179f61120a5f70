import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { cholesky, choleskySolve } from '../tensor/cholesky.js'
import { keepFor } from '../tensor/gradient.js'
import { ridgeGram, solveSpd } from '../tensor/linalg.js'

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
 * `Φ x`, in O(nK) a date, of `[B, n]` vectors on the last B dates. Φ is symmetric, so this is both
 * the residual `ε = Φ R` of returns and the asset weights `w = Φᵀ p` of policy weights (Epstein et
 * al. 2025, section 3).
 *
 * With `x = G⁻¹ W v` and `y = G⁻¹ W ∂ε` the gradients are `∂v = Φ ∂ε` and `∂W = −x ∂vᵀ − y εᵀ`: what
 * flows through `G = W Wᵀ + λI` is in them, and the Gram matrix itself gets none.
 */
export function project({ weights, gram }: Projection, vectors: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((w, v, save) => {
    const inputs = { weights: w as tf.Tensor3D, gram, vectors: v as tf.Tensor2D }
    const [value, shares] = hasKernel(FUSED.project)
      ? runKernel(FUSED.project, inputs)
      : apply(inputs)
    keepFor(save, [inputs.weights, gram, value, shares])
    return { value, gradFunc: projectGradient }
  })(weights, vectors) as tf.Tensor2D
}

function projectGradient(
  dy: tf.Tensor,
  [weights, gram, residuals, shares]: tf.Tensor[],
): tf.Tensor[] {
  if (hasKernel(FUSED.projectGradient)) {
    return runKernel(FUSED.projectGradient, { dy, weights, gram, residuals, shares })
  }
  const [steps, n] = residuals.shape
  const inputs = { weights: weights as tf.Tensor3D, gram: gram as tf.Tensor3D }
  const [byVectors, back] = apply({ ...inputs, vectors: dy as tf.Tensor2D })
  const first = tf.mul(shares.reshape([steps, -1, 1]), byVectors.reshape([steps, 1, n]))
  const second = tf.mul(back.reshape([steps, -1, 1]), residuals.reshape([steps, 1, n]))
  const byWeights = tf.neg(first.add(second))
  const before = weights.shape[0] - steps
  const padded = tf.pad(byWeights, [
    [before, 0],
    [0, 0],
    [0, 0],
  ])
  return [padded, byVectors]
}

/** `v − Wᵀ x` and `x = G⁻¹ W v`, `[B, n]` and `[B, K]`. */
function apply({ weights, gram, vectors }: Projection & { vectors: tf.Tensor2D }) {
  const [steps, n] = vectors.shape
  const w = lastOf(weights, steps)
  const shares = solveSpd(lastOf(gram, steps), tf.matMul(w, vectors.reshape([steps, n, 1])))
  const explained = tf.matMul(w, shares, true, false).reshape([steps, n])
  return [vectors.sub(explained), shares.reshape([steps, -1])]
}

function lastOf(tensor: tf.Tensor3D, dates: number): tf.Tensor3D {
  const [days, ...rest] = tensor.shape
  return days === dates ? tensor : tf.slice3d(tensor, [days - dates, 0, 0], [dates, ...rest])
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
