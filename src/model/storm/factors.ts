import * as tf from '@tensorflow/tfjs'
import { type Encoded, meanOverStocks } from './encode.js'
import type { StormInputs } from './inputs.js'
import { patchCount, type StormShape } from './shape.js'

/** What the heads read. */
export type FactorTokens = {
  /** `[B·n, 2d]`: the asset's newest patch, `z ‖ q`. */
  readonly stocks: tf.Tensor2D
  /** `[B·L, 2d]`: the mean over assets of each patch, then each day, `z ‖ q`. */
  readonly factors: tf.Tensor2D
  /** `[B, d]`: a date's mean token of each module, unquantised. */
  readonly means: { readonly timeSeries: tf.Tensor2D; readonly crossSection?: tf.Tensor2D }
}

/** Tokens and their codes; where a module has no codes, its tokens stand for them. */
export function factorTokensOf(
  encoded: Encoded,
  quantised: Encoded,
  { mask }: Pick<StormInputs, 'mask'>,
  shape: StormShape,
): FactorTokens {
  const { timeSeries, crossSection } = encoded
  const [dates] = mask.shape
  const patches = patchCount(shape)
  const mean = meanOverStocks(timeSeries, mask, patches)
  const parts: tf.Tensor3D[] = []
  if (shape.codes.timeSeries) {
    parts.push(tf.concat3d([mean, meanOverStocks(quantised.timeSeries, mask, patches)], 2))
  }
  const days = crossSection?.reshape<tf.Tensor3D>([dates, shape.lookback, shape.width])
  if (days && quantised.crossSection) {
    parts.push(tf.concat3d([days, quantised.crossSection.reshape(days.shape)], 2))
  }
  return {
    stocks: tf.concat2d([newest(timeSeries, shape), newest(quantised.timeSeries, shape)], 1),
    factors: tf.concat(parts, 1).reshape([-1, 2 * shape.width]),
    means: { timeSeries: mean.mean(1), ...(days && { crossSection: days.mean<tf.Tensor2D>(1) }) },
  }
}

/** The last patch of each asset, `[B·n, d]` of `[B·n·P, d]`. */
function newest(tokens: tf.Tensor2D, shape: StormShape): tf.Tensor2D {
  const [patches, { width }] = [patchCount(shape), shape]
  const byStock = tokens.reshape<tf.Tensor3D>([-1, patches, width])
  return byStock.slice([0, patches - 1, 0], [-1, 1, -1]).reshape([-1, width])
}
