import * as tf from '@tensorflow/tfjs'
import { decode } from '../layers/factor-decoder.js'
import type { Normal } from '../layers/normal.js'
import { nearestCodes } from './codebook.js'
import { type Encoded, encode } from './encode.js'
import { type FactorTokens, factorTokensOf } from './factors.js'
import { exposuresOf, priorOf } from './heads.js'
import type { StormInputs } from './inputs.js'
import type { StormParams } from './params.js'
import { patchCount, type StormModule, type StormShape } from './shape.js'

/** Distribution of each label, `[B, n]`, in the label's unit, with what it is made of. */
export type StormPrediction = Normal & {
  /** Prior of the factors, `[B, L]`. */
  readonly prior: Normal
  readonly tokens: FactorTokens
  readonly codes: ChosenCodes
}

/** Index of the code of each token, int32, of the modules that have codes. */
export type ChosenCodes = {
  /** `[B, n, P]` */
  readonly timeSeries?: tf.Tensor3D
  /** `[B, W]` */
  readonly crossSection?: tf.Tensor2D
}

/**
 * Predictions by the prior's mean: no draw and no label, so equal inputs give equal bits. Cells outside the
 * mask are finite and have no meaning.
 */
export function predict(
  params: StormParams,
  inputs: StormInputs,
  shape: StormShape,
): StormPrediction {
  return tf.tidy(() => {
    const [dates] = inputs.mask.shape
    const { tokens, codes } = tokensOf(params, inputs, shape)
    const prior = priorOf(params, tokens, { dates, heads: shape.heads })
    const { mean, sd } = decode(exposuresOf(params, tokens, dates), prior)
    return { mean, sd, prior, tokens, codes }
  })
}

/** Factor tokens and codes, without predictions: the frozen states that other models read. */
export function tokensOf(
  params: StormParams,
  inputs: StormInputs,
  shape: StormShape,
): { readonly tokens: FactorTokens; readonly codes: ChosenCodes; readonly quantised: Encoded } {
  const encoded = encode(params, inputs, shape)
  const { indices, quantised } = replaced(params, encoded)
  const [dates, stocks] = inputs.mask.shape
  return {
    tokens: factorTokensOf(encoded, quantised, inputs, shape),
    codes: {
      ...(indices.timeSeries && {
        timeSeries: indices.timeSeries.reshape([dates, stocks, patchCount(shape)]),
      }),
      ...(indices.crossSection && {
        crossSection: indices.crossSection.reshape([dates, shape.lookback]),
      }),
    },
    quantised,
  }
}

/** Tokens by their codes, where a module has any. */
function replaced({ codes }: Pick<StormParams, 'codes'>, encoded: Encoded) {
  const indicesOf = (module: StormModule) => {
    const tokens = encoded[module]
    return codes[module] && tokens && nearestCodes(tokens, codes[module])
  }
  const indices = { timeSeries: indicesOf('timeSeries'), crossSection: indicesOf('crossSection') }
  const quantised = {
    timeSeries: indices.timeSeries
      ? tf.gather(codes.timeSeries, indices.timeSeries)
      : encoded.timeSeries,
    crossSection: indices.crossSection && tf.gather(codes.crossSection, indices.crossSection),
  }
  return { indices, quantised }
}
