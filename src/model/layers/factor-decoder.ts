import * as tf from '@tensorflow/tfjs'
import type { Normal } from './normal.js'

/** Inputs of the decoder by asset, besides the factors. */
export interface Exposures {
  /** Distribution of the return without factors, `[B, N]`. */
  readonly alpha: Normal
  /** Betas, `[B, N, K]`. */
  readonly betas: tf.Tensor3D
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
