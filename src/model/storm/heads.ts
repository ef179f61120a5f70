import * as tf from '@tensorflow/tfjs'
import { encoderBlock } from '../layers/encoder-block.js'
import type { Exposures } from '../layers/factor-decoder.js'
import { linear } from '../layers/linear.js'
import { mlp } from '../layers/mlp.js'
import type { Normal } from '../layers/normal.js'
import type { FactorTokens } from './factors.js'
import { momentsOf, reshaped } from './moments.js'
import type { StormParams } from './params.js'

/** Embeddings without the means of the modules. */
export type HeadInputs = Pick<FactorTokens, 'stocks' | 'factors'>

/** Added to the scores of assets without a label: `exp` of it is exactly 0. */
const MASKED_SCORE = -1e9

/**
 * Portfolios of the posterior, `[B, L, n]`: softmax over **assets** of `(s A)(F B + b)ᵀ / √d`, bilinear in the
 * assets' embeddings, so that it takes any number of them.
 */
function portfolioWeights(
  { portfolios }: Pick<StormParams, 'portfolios'>,
  { stocks, factors }: HeadInputs,
  labelled: tf.Tensor2D,
): tf.Tensor3D {
  const [dates, count] = labelled.shape
  const width = portfolios.stock.shape[1]
  const left = linear(portfolios.factor, factors).reshape<tf.Tensor3D>([dates, -1, width])
  const right = tf.matMul(stocks, portfolios.stock).reshape<tf.Tensor3D>([dates, count, width])
  const barrier = labelled.sub(1).mul(-MASKED_SCORE).expandDims<tf.Tensor3D>(1)
  const scores = tf.matMul(left, right, false, true).div(Math.sqrt(width)).add<tf.Tensor3D>(barrier)
  return tf.softmax(scores)
}

/** The posterior, which sees returns: a network of `y_p = w y`, `[B, L]`. Labels are 0 where there is none. */
export function posteriorOf(
  params: Pick<StormParams, 'portfolios' | 'posterior'>,
  inputs: HeadInputs,
  { labels, labelled }: { readonly labels: tf.Tensor2D; readonly labelled: tf.Tensor2D },
): Normal {
  const weights = portfolioWeights(params, inputs, labelled)
  const returns = tf
    .matMul(weights, labels.expandDims<tf.Tensor3D>(2))
    .reshape<tf.Tensor2D>([weights.shape[0], weights.shape[1]])
  return momentsOf(mlp(params.posterior, returns))
}

/** The prior, which does not: one block over a date's factor tokens, one network for all of them, `[B, L]`. */
export function priorOf(
  { prior }: Pick<StormParams, 'prior'>,
  { factors }: Pick<HeadInputs, 'factors'>,
  { dates, heads }: { readonly dates: number; readonly heads: number },
): Normal {
  const steps = factors.shape[0] / dates
  const tokens = encoderBlock(prior.block, linear(prior.input, factors), {
    sequences: dates,
    steps,
    heads,
  })
  return reshaped(momentsOf(mlp(prior.output, tokens)), [dates, steps])
}

/** `α` of a network of the asset's embedding, `β = (s A + a)(F B + b)ᵀ / d`, `[B, n]` and `[B, n, L]`. */
export function exposuresOf(
  { alpha, betas }: Pick<StormParams, 'alpha' | 'betas'>,
  { stocks, factors }: HeadInputs,
  dates: number,
): Exposures {
  const width = betas.stock.bias.shape[0]
  const left = linear(betas.stock, stocks).reshape<tf.Tensor3D>([dates, -1, width])
  const right = linear(betas.factor, factors).reshape<tf.Tensor3D>([dates, -1, width])
  return {
    alpha: reshaped(momentsOf(mlp(alpha, stocks)), [dates, stocks.shape[0] / dates]),
    betas: tf.matMul(left, right, false, true).div(width),
  }
}
