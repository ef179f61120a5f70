import * as tf from '@tensorflow/tfjs'

/** Assets of each date, `[B]` of a mask `[B, N]`; at least 1, so that it may be divided by. */
export function stockCounts(mask: tf.Tensor2D): tf.Tensor1D {
  return tf.maximum(mask.sum<tf.Tensor1D>(1), 1)
}

/** `Σ_i m_i x_i / N_t`, `[B]` of `[B, N]`: the mean over a date's assets; 0 for a date without any. */
export function overStocks(values: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor1D {
  return values.mul(mask).sum<tf.Tensor1D>(1).div(stockCounts(mask))
}
