import * as tf from '@tensorflow/tfjs'
import type { PosteriorParams } from './params.js'

/** Added to the scores of masked assets: `exp` of it is exactly 0. */
const MASKED_SCORE = -1e9

/**
 * Portfolio layer: `a_mi = exp(W_p e_i)_m / Σ_j exp(W_p e_j)_m`, softmax over **assets**, `[B, M, N]`
 * of embeddings `[B, N, H]` (Duan et al. 2022, factor encoder). Each portfolio is long only and fully
 * invested; masked assets weigh exactly 0, all of them on a date without assets.
 */
export function portfolioWeights(
  { portfolios }: Pick<PosteriorParams, 'portfolios'>,
  embedding: tf.Tensor3D,
  mask: tf.Tensor2D,
): tf.Tensor3D {
  const [dates, stocks, hidden] = embedding.shape
  const held = mask.reshape([dates, 1, stocks])
  const scores = tf
    .matMul(embedding.reshape<tf.Tensor2D>([dates * stocks, hidden]), portfolios)
    .reshape([dates, stocks, portfolios.shape[1]])
    .transpose([0, 2, 1])
  const barrier = held.sub(1).mul(-MASKED_SCORE)
  return tf.softmax(scores.add<tf.Tensor3D>(barrier)).mul(held)
}

/** `y_p = a y`, `[B, M]` of weights `[B, M, N]` and labels `[B, N]`. */
export function portfolioReturns(weights: tf.Tensor3D, labels: tf.Tensor2D): tf.Tensor2D {
  const [dates, portfolios, stocks] = weights.shape
  return tf
    .matMul(weights, labels.reshape<tf.Tensor3D>([dates, stocks, 1]))
    .reshape([dates, portfolios])
}
