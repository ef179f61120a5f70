import * as tf from '@tensorflow/tfjs'
import { ridgeGram, solveSpd } from '../../tensor/linalg.js'
import { foldIn, type Key } from '../../tensor/random.js'
import { initLinear, type Linear, linear } from '../layers/linear.js'
import { type Sequences, windowsOf } from '../layers/sequences.js'
import { squaredError } from './point-predictor.js'

export type AutoencoderParams = {
  /** Beta network: a hidden layer, then the betas. */
  readonly hidden: Linear
  /** `[width, K]` */
  readonly beta: Linear
  /** Factors as portfolios of the managed portfolios, `[C, K]`. */
  readonly factor: Linear
}

export interface AutoencoderShape {
  readonly characteristicCount: number
  /** Of the beta network's hidden layer. */
  readonly width: number
  readonly factorCount: number
}

/** On the diagonal of `ZᵀZ`; characteristics are ranks within ±½. */
const RIDGE = 1e-2

/**
 * Conditional autoencoder (Gu, Kelly & Xiu 2021, CA1): betas from the characteristics Z known before
 * the date, factors from its returns, `r̂ = β(Z) f`. A prediction takes the
 * factors' trailing mean. Without batch normalisation.
 */
export function conditionalAutoencoder(shape: AutoencoderShape) {
  return {
    init: (key: Key) => init(key, shape),
    /** `ŷ = β λ`, `[B, N]`; premium λ `[K]` is the mean of `factors` over past dates. */
    forward: (params: AutoencoderParams, sequences: Sequences, premium: tf.Tensor1D) =>
      tf.tidy(() => {
        const betas = betasOf(params, sequences)
        return combine(betas, tf.ones([betas.shape[0], 1]).mul(premium))
      }),
    /** Factor returns `f = x W + b`, `[B, K]`, of managed portfolios `x = (ZᵀZ + λI)⁻¹ Zᵀ y`. */
    factors: (params: AutoencoderParams, sequences: Sequences, labels: tf.Tensor2D) =>
      tf.tidy(() => linear(params.factor, managedReturns(sequences, labels))),
    /** `mean_t mean_i (β f − y)²` */
    loss: (params: AutoencoderParams, sequences: Sequences, labels: tf.Tensor2D) =>
      tf.tidy(() => {
        const factors = linear(params.factor, managedReturns(sequences, labels))
        return squaredError(combine(betasOf(params, sequences), factors), labels, sequences.mask)
      }),
  }
}

function init(
  key: Key,
  { characteristicCount, width, factorCount }: AutoencoderShape,
): AutoencoderParams {
  return {
    hidden: initLinear(foldIn(key, 'hidden'), [characteristicCount, width]),
    beta: initLinear(foldIn(key, 'beta'), [width, factorCount]),
    factor: initLinear(foldIn(key, 'factor'), [characteristicCount, factorCount]),
  }
}

/** `β = ReLU(Z W + b) W′ + b′`, `[B, N, K]`. */
function betasOf({ hidden, beta }: AutoencoderParams, sequences: Sequences): tf.Tensor3D {
  const values = ownRows(sequences)
  const [dates, stocks, characteristics] = values.shape
  const rows = values.reshape<tf.Tensor2D>([dates * stocks, characteristics])
  return linear(beta, tf.relu(linear(hidden, rows))).reshape([dates, stocks, -1])
}

/** Returns of the characteristics' portfolios, `[B, C]`; data, without parameters. */
function managedReturns(sequences: Sequences, labels: tf.Tensor2D): tf.Tensor2D {
  const [dates, stocks] = sequences.mask.shape
  const held = sequences.mask.reshape<tf.Tensor3D>([dates, stocks, 1])
  const byCharacteristic: tf.Tensor3D = ownRows(sequences).mul(held).transpose([0, 2, 1])
  const realised = labels.reshape<tf.Tensor3D>([dates, stocks, 1])
  const right: tf.Tensor3D = tf.matMul(byCharacteristic, realised)
  return solveSpd(ridgeGram(byCharacteristic, RIDGE), right).reshape([dates, -1])
}

/** Each date's own row, `[B, N, C]`: the last of its window. */
function ownRows(sequences: Sequences): tf.Tensor3D {
  const { dates, steps } = windowsOf(sequences)
  const [, stocks, characteristics] = sequences.values.shape
  return tf.slice(sequences.values, [steps - 1, 0, 0], [dates, stocks, characteristics])
}

/** `β f`, `[B, N]` of `[B, N, K]` and `[B, K]`. */
function combine(betas: tf.Tensor3D, factors: tf.Tensor): tf.Tensor2D {
  const [dates, stocks, count] = betas.shape
  return tf.matMul(betas, factors.reshape<tf.Tensor3D>([dates, count, 1])).reshape([dates, stocks])
}
