import * as tf from '@tensorflow/tfjs'

/** Keeps the division finite on a date without a universe. */
const OVERLAP_EPSILON = 1e-16

/**
 * `mean over dates and pairs k ≠ l of cos²(W_k, W_l)`, a scalar, of factor weights `[D, K, n]`: 1 where all
 * factors are the same portfolio, 0 where they are orthogonal, which long-only ones are where they hold
 * different names. 0 for one factor.
 */
export function overlap(weights: tf.Tensor3D): tf.Scalar {
  const factorCount = weights.shape[1]
  if (factorCount === 1) return tf.scalar(0)
  return tf.tidy(() => {
    const gram = tf.matMul(weights, weights, false, true)
    const squares = weights.square().sum(2)
    const sizes = squares.expandDims(2).mul(squares.expandDims(1)).add(OVERLAP_EPSILON)
    const pairs = tf.sub(1, tf.eye(factorCount))
    const cosines = gram.square().div(sizes).mul(pairs).sum([1, 2])
    return cosines.mean().div(factorCount * (factorCount - 1))
  })
}
