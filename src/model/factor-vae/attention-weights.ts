import * as tf from '@tensorflow/tfjs'
import { stockCounts } from '../layers/over-stocks.js'

/** A sum of positive cosines up to this counts as 0. */
const LEAST_TOTAL = 1e-12

export interface AttentionWeights {
  /** `[B, N, K]`, sum 1 over the assets of a date. */
  readonly weights: tf.Tensor3D
  /** `[B, K]`, 1 where any cosine is positive; 0 where the weights are uniform. */
  readonly attending: tf.Tensor2D
}

/**
 * Attention over assets `a_i = max(0, c_i) / Σ_j max(0, c_j)` of cosines `[B, N, K]`; where none is
 * positive, `a_i = 1/N` of the date's assets (Duan et al. 2022, factor predictor). Both branches are
 * finite, so that neither's gradient is NaN; a uniform head has no gradient.
 */
export function attentionWeights(cosines: tf.Tensor3D, mask: tf.Tensor2D): AttentionWeights {
  const [dates, stocks, factors] = cosines.shape
  const held = mask.reshape([dates, stocks, 1])
  const positive = tf.relu(cosines).mul(held)
  const totals = positive.sum(1, true)
  const attending = tf.step(totals.sub(LEAST_TOTAL))
  const scale = attending.div(tf.maximum(totals, LEAST_TOTAL))
  const uniform = held.div(stockCounts(mask).reshape([dates, 1, 1]))
  const fallback = uniform.mul(tf.sub(1, attending))
  return {
    weights: positive.mul(scale).add(fallback),
    attending: attending.reshape([dates, factors]),
  }
}
