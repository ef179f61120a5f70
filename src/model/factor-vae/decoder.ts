import type * as tf from '@tensorflow/tfjs'
import type { Exposures } from '../layers/factor-decoder.js'
import { ACTIVATIONS, type Activations, gaussianHead } from '../layers/gaussian-head.js'
import { linear } from '../layers/linear.js'
import type { PredictingParams } from './params.js'

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
