import * as tf from '@tensorflow/tfjs'
import { layerNorm } from '../../tensor/layer-norm.js'
import { encoderBlocks, type TokenLayout } from '../layers/encoder-block.js'
import { linear } from '../layers/linear.js'
import { stockCounts } from '../layers/over-stocks.js'
import { crossAttention } from './fusion.js'
import type { StormInputs } from './inputs.js'
import type { DecoderParams, EncoderParams, StormParams } from './params.js'
import { patchCount, type StormShape } from './shape.js'

/** Tokens of both modules before quantisation; those of the cross-section are absent where it is left out. */
export interface Encoded {
  /** `[B·n·P, d]` */
  readonly timeSeries: tf.Tensor2D
  /** `[B·W, d]` */
  readonly crossSection?: tf.Tensor2D
}

/** `LN(blocks(x W + b + place))` of each module, and their cross-attention where there is fusion. */
export function encode(params: StormParams, inputs: StormInputs, shape: StormShape): Encoded {
  const { encoders } = params
  const timeSeries = encodeTokens(encoders.timeSeries, inputs.patches, patchLayout(inputs, shape))
  if (!encoders.crossSection) return { timeSeries }
  const layout = dayLayout(inputs, shape)
  const crossSection = encodeTokens(encoders.crossSection, inputs.days, layout)
  if (!params.fusion.timeSeries) return { timeSeries, crossSection }
  return fused(params, { timeSeries, crossSection }, inputs.mask, shape)
}

/** How the patches attend: within their asset, or among all assets of their date. */
export function patchLayout({ mask }: Pick<StormInputs, 'mask'>, shape: StormShape): TokenLayout {
  const [dates, stocks] = mask.shape
  const [patches, { heads }] = [patchCount(shape), shape]
  if (!shape.jointAttention) return { sequences: dates * stocks, steps: patches, heads }
  const tokens = stocks * patches
  const attended = tf
    .tile(mask.expandDims(2), [1, 1, patches])
    .reshape<tf.Tensor2D>([dates, tokens])
  return { sequences: dates, steps: tokens, heads, mask: attended }
}

export function dayLayout(
  { mask }: Pick<StormInputs, 'mask'>,
  { lookback, heads }: StormShape,
): TokenLayout {
  return { sequences: mask.shape[0], steps: lookback, heads }
}

/** Tokens `[S·L, d]` of rows `[S·L, in]`. */
export function encodeTokens(
  { input, place, blocks, norm }: EncoderParams,
  rows: tf.Tensor2D,
  layout: TokenLayout,
): tf.Tensor2D {
  return layerNorm(norm, encoderBlocks(blocks, placed(linear(input, rows), place), layout))
}

/** Bars of each token, `[rows, p·R]` or `[rows, A·R]`, of quantised tokens. */
export function decodeTokens(
  { place, blocks, output }: DecoderParams,
  quantised: tf.Tensor2D,
  layout: TokenLayout,
): tf.Tensor2D {
  return linear(output, encoderBlocks(blocks, placed(quantised, place), layout))
}

/** Each token with the embedding of its place, of L places `[L, d]` in turn. */
function placed(tokens: tf.Tensor2D, place: tf.Tensor2D): tf.Tensor2D {
  const [places, width] = place.shape
  return tokens.reshape([-1, places, width]).add(place).reshape([-1, width])
}

/** Each module attends to the other; the patches by their mean over the assets of the date. */
function fused(
  { fusion }: StormParams,
  { timeSeries, crossSection }: Required<Encoded>,
  mask: tf.Tensor2D,
  { heads, ...shape }: StormShape,
): Encoded {
  const [dates, stocks] = mask.shape
  const [patches, { width }] = [patchCount(shape), shape]
  const pooled = meanOverStocks(timeSeries, mask, patches).reshape<tf.Tensor2D>([-1, width])
  const moved = crossAttention(fusion.timeSeries, { tokens: pooled, dates }, crossSection, heads)
  const market = { tokens: crossSection, dates }
  return {
    timeSeries: timeSeries
      .reshape([dates, stocks, patches, width])
      .add(moved.reshape([dates, 1, patches, width]))
      .reshape([-1, width]),
    crossSection: crossSection.add(crossAttention(fusion.crossSection, market, pooled, heads)),
  }
}

/** Mean of each patch over the assets of its date, `[B, P, d]` of tokens `[B·n·P, d]`. */
export function meanOverStocks(
  tokens: tf.Tensor2D,
  mask: tf.Tensor2D,
  patches: number,
): tf.Tensor3D {
  const [dates, stocks] = mask.shape
  const width = tokens.shape[1]
  const weights = mask.div(stockCounts(mask).expandDims(1)).expandDims<tf.Tensor3D>(1)
  return tf
    .matMul(weights, tokens.reshape<tf.Tensor3D>([dates, stocks, patches * width]))
    .reshape([dates, patches, width])
}
