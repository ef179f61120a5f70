import * as tf from '@tensorflow/tfjs'
import { overStocks } from './over-stocks.js'

/** Independent normal distributions, one a cell: means and standard deviations of one shape. */
export type Normal = {
  readonly mean: tf.Tensor2D
  readonly sd: tf.Tensor2D
}

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI)

/**
 * Negative log likelihood `½ ln 2π + ln σ + ½ ((y − μ)/σ)²`, mean over a date's assets: `[B]` of
 * labels `[B, N]`, which are finite everywhere and count where `mask` is 1.
 */
export function negativeLogLikelihood(
  labels: tf.Tensor2D,
  { mean, sd }: Normal,
  mask: tf.Tensor2D,
): tf.Tensor1D {
  const z = tf.div(labels.sub(mean), sd)
  const each = tf.log(sd).add(z.square().mul(0.5)).add<tf.Tensor2D>(HALF_LOG_TWO_PI)
  return overStocks(each, mask)
}

/**
 * Kullback–Leibler divergence `KL(q ‖ p) = Σ_k ln(σ_p/σ_q) + (σ_q² + (μ_q − μ_p)²) / 2σ_p² − ½`, of
 * `[B, K]` summed over K: `[B]`. The posterior comes first.
 */
export function divergence(q: Normal, p: Normal): tf.Tensor1D {
  const gap = q.mean.sub(p.mean).square()
  const spread = q.sd.square().add(gap).div(p.sd.square().mul(2))
  return tf.log(p.sd.div(q.sd)).add(spread).sub(0.5).sum(1)
}
