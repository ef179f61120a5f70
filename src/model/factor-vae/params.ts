import * as tf from '@tensorflow/tfjs'
import { foldIn, type Key, normals, split } from '../../tensor/random.js'
import { type GaussianHead, initGaussianHead } from '../layers/gaussian-head.js'
import { type GruEncoder, initGruEncoder } from '../layers/gru-encoder.js'
import { initLinear, type Linear, uniform } from '../layers/linear.js'

export interface FactorVaeShape {
  /** C, characteristics of a row. */
  readonly characteristicCount: number
  /** H, width of an asset's embedding. */
  readonly hidden: number
  /** K */
  readonly factorCount: number
  /** M, portfolios of the portfolio layer. */
  readonly portfolioCount: number
}

/** The factor predictor: one head of attention over assets a factor. */
export type PriorParams = {
  /** `q`, `[K, H]` */
  readonly query: tf.Tensor2D
  /** `[H, K·H]`, column `k·H + j` entry j of factor k's key. */
  readonly key: tf.Tensor2D
  /** `[K, H, H]`, factor, in, out. */
  readonly value: tf.Tensor3D
  /** Shared by the factors. */
  readonly distribution: GaussianHead
}

/**
 * The factor encoder. The portfolio layer's bias is not here: the same for all assets, it cancels in
 * their softmax.
 */
export type PosteriorParams = {
  /** `W_p`, `[H, M]` */
  readonly portfolios: tf.Tensor2D
  /** `[M, K]` */
  readonly mean: Linear
  /** `[M, K]` */
  readonly sd: Linear
}

/** Parameters of a prediction, which are all of a training without posterior guidance. */
export type PredictingParams = {
  readonly extractor: GruEncoder
  readonly prior: PriorParams
  readonly alpha: GaussianHead
  /** `[H, K]` */
  readonly beta: Linear
}

export type FactorVaeParams = PredictingParams & { readonly posterior: PosteriorParams }

/** Uniform ± 1/√inputs, as PyTorch initialises its layers; queries standard normal. */
export function initFactorVae(key: Key, shape: FactorVaeShape): FactorVaeParams {
  return {
    ...initPredicting(key, shape),
    posterior: initPosterior(foldIn(key, 'posterior'), shape),
  }
}

/** The same without the posterior's parameters; the others are equal bit for bit. */
export function initPredicting(key: Key, shape: FactorVaeShape): PredictingParams {
  const { characteristicCount: inputs, hidden, factorCount } = shape
  return {
    extractor: initGruEncoder(foldIn(key, 'extractor'), { inputs, hidden }),
    prior: initPrior(foldIn(key, 'prior'), shape),
    alpha: initGaussianHead(foldIn(key, 'alpha'), hidden),
    beta: initLinear(foldIn(key, 'beta'), [hidden, factorCount]),
  }
}

function initPrior(key: Key, { hidden, factorCount }: FactorVaeShape): PriorParams {
  const [queryKey, keyKey, valueKey, distributionKey] = split(key, 4)
  const bound = 1 / Math.sqrt(hidden)
  return {
    query: tf.tensor2d(normals(queryKey, factorCount * hidden), [factorCount, hidden]),
    key: uniform(keyKey, [hidden, factorCount * hidden], bound),
    value: uniform(valueKey, [factorCount, hidden, hidden], bound),
    distribution: initGaussianHead(distributionKey, hidden),
  }
}

function initPosterior(
  key: Key,
  { hidden, factorCount, portfolioCount }: FactorVaeShape,
): PosteriorParams {
  const [portfoliosKey, meanKey, sdKey] = split(key, 3)
  return {
    portfolios: uniform(portfoliosKey, [hidden, portfolioCount], 1 / Math.sqrt(hidden)),
    mean: initLinear(meanKey, [portfolioCount, factorCount]),
    sd: initLinear(sdKey, [portfolioCount, factorCount]),
  }
}
