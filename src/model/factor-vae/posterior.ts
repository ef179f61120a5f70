import * as tf from '@tensorflow/tfjs'
import { ACTIVATIONS, positive } from '../layers/gaussian-head.js'
import { linear } from '../layers/linear.js'
import type { Normal } from '../layers/normal.js'
import type { PosteriorParams } from './params.js'
import { portfolioReturns, portfolioWeights } from './portfolios.js'

/**
 * Posterior distribution of the factors given the labels: `μ = y_p W + b`, `σ = softplus(y_p W′ + b′) + floor`, `[B, K]` (Duan
 * et al. 2022, factor encoder). Labels `[B, N]` are 0 where masked.
 */
export function posteriorOf(
  params: PosteriorParams,
  embedding: tf.Tensor3D,
  { labels, mask }: { readonly labels: tf.Tensor2D; readonly mask: tf.Tensor2D },
  sigmaFloor = ACTIVATIONS.sigmaFloor,
): Normal {
  const returns = portfolioReturns(portfolioWeights(params, embedding, mask), labels)
  return {
    mean: linear(params.mean, returns),
    sd: positive(linear(params.sd, returns), sigmaFloor),
  }
}

/**
 * Factor weights `ω = Wᵀ a`, `[B, K, N]`: the posterior's mean is linear in the labels, `μ = ω y + b`, so
 * these are the factors' portfolios. No label is read.
 */
export function factorWeights(
  params: PosteriorParams,
  embedding: tf.Tensor3D,
  mask: tf.Tensor2D,
): tf.Tensor3D {
  const weights = portfolioWeights(params, embedding, mask)
  const [dates, portfolios, stocks] = weights.shape
  const byPortfolio = weights
    .transpose([1, 0, 2])
    .reshape<tf.Tensor2D>([portfolios, dates * stocks])
  return tf
    .matMul(params.mean.weight, byPortfolio, true, false)
    .reshape([-1, dates, stocks])
    .transpose([1, 0, 2])
}
