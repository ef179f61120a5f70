import * as tf from '@tensorflow/tfjs'
import { ACTIVATIONS, type Activations, gaussianHead } from '../layers/gaussian-head.js'
import { linear } from '../layers/linear.js'
import type { Normal } from '../layers/normal.js'
import type { PredictingParams } from './params.js'

/** Inputs of the decoder by asset, besides the factors. */
export interface Exposures {
  /** Distribution of the return without factors, `[B, N]`. */
  readonly alpha: Normal
  /** Betas, `[B, N, K]`. */
  readonly betas: tf.Tensor3D
}

/** Alpha layer (a hidden layer, then `μ_α, σ_α`) and beta layer `β = e W + b` of embeddings `[B, N, H]`. */
export function exposuresOf(
  { alpha, beta }: Pick<PredictingParams, 'alpha' | 'beta'>,
  embedding: tf.Tensor3D,
  activations: Activations = ACTIVATIONS,
): Exposures {
  const [dates, stocks, width] = embedding.shape
  const rows = embedding.reshape<tf.Tensor2D>([dates * stocks, width])
  const { mean, sd } = gaussianHead(alpha, rows, activations)
  return {
    alpha: { mean: mean.reshape([dates, stocks]), sd: sd.reshape([dates, stocks]) },
    betas: linear(beta, rows).reshape([dates, stocks, -1]),
  }
}

/**
 * Asset returns given normal factors, in closed form: `μ_y = μ_α + β μ_z`, `σ_y = √(σ_α² + β² σ_z²)`,
 * `[B, N]` of factors `[B, K]` (Duan et al. 2022, factor decoder). Nothing is sampled.
 */
export function decode({ alpha, betas }: Exposures, factors: Normal): Normal {
  const [dates, stocks] = betas.shape
  const combine = (loadings: tf.Tensor3D, values: tf.Tensor2D) =>
    tf.matMul(loadings, values.expandDims<tf.Tensor3D>(2)).reshape<tf.Tensor2D>([dates, stocks])
  const variance = alpha.sd.square().add<tf.Tensor2D>(combine(betas.square(), factors.sd.square()))
  return { mean: alpha.mean.add(combine(betas, factors.mean)), sd: tf.sqrt(variance) }
}
