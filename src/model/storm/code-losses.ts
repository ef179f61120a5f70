import * as tf from '@tensorflow/tfjs'

const LOG_EPSILON = 1e-12
const NORM_EPSILON = 1e-24

/**
 * `(1/K) Σ p̄ ln p̄`, `p̄` the mean over tokens of `softmax(−‖z − e‖²)`: the **nearer** a code, the likelier (the
 * released code takes the opposite sign). Least where all codes are used alike. Takes the closeness
 * `[rows, K]`: what it leaves out is the same for all codes.
 */
export function diversity(closeness: tf.Tensor2D, live?: tf.Tensor1D): tf.Scalar {
  const shares = meanOverRows(tf.softmax(closeness), live)
  return shares.mul(shares.add(LOG_EPSILON).log()).mean()
}

/** `‖ê êᵀ − I‖²_F / K²` of codes `[K, d]` with rows of norm 1. */
export function orthogonality(codes: tf.Tensor2D): tf.Scalar {
  const unit = codes.div<tf.Tensor2D>(norms(codes))
  const gram = tf.matMul(unit, unit, false, true)
  return gram.sub(tf.eye(codes.shape[0])).square().mean()
}

/** Norm of each row, `[rows, 1]`; never 0. */
export function norms(x: tf.Tensor2D): tf.Tensor2D {
  return x.square().sum(1, true).add<tf.Tensor2D>(NORM_EPSILON).sqrt()
}

/** `Σ live x / Σ live`, a scalar of `[rows]`; 0 where none is. */
export function meanOfLive(values: tf.Tensor1D, live?: tf.Tensor1D): tf.Scalar {
  if (!live) return values.mean()
  return values.mul(live).sum<tf.Scalar>().div(tf.maximum(live.sum(), 1))
}

/** The same of each column, `[K]` of `[rows, K]`. */
function meanOverRows(values: tf.Tensor2D, live?: tf.Tensor1D): tf.Tensor1D {
  if (!live) return values.mean(0)
  const weights = live.div<tf.Tensor1D>(tf.maximum(live.sum(), 1)).expandDims<tf.Tensor2D>(0)
  return tf.matMul(weights, values).flatten()
}
