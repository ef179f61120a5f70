import * as tf from '@tensorflow/tfjs'
import { layerNorm } from '../../tensor/layer-norm.js'
import { attention } from '../../tensor/multi-head.js'
import { foldIn, type Key, split } from '../../tensor/random.js'
import { initLayerNorm, type LayerNorm } from '../layers/layer-norm.js'
import { initLinear, type Linear, linear, uniform } from '../layers/linear.js'
import type { StormShape } from './shape.js'

/** Pre-norm cross-attention of one module's tokens to the other's. */
export type CrossAttention = {
  readonly norm: LayerNorm
  readonly contextNorm: LayerNorm
  readonly query: Linear
  readonly key: tf.Tensor2D
  readonly value: Linear
  readonly output: Linear
}

/** One for each direction, under the name of the module that is moved; none without fusion. */
export type FusionParams = Readonly<Record<string, CrossAttention>>

export function initFusion(
  key: Key,
  { fusion, codes, width }: Pick<StormShape, 'fusion' | 'codes' | 'width'>,
): FusionParams {
  if (!fusion || !codes.timeSeries || !codes.crossSection) return {}
  return {
    timeSeries: initCross(foldIn(key, 'timeSeries'), width),
    crossSection: initCross(foldIn(key, 'crossSection'), width),
  }
}

function initCross(key: Key, width: number): CrossAttention {
  const [queryKey, keyKey, valueKey, outputKey] = split(key, 4)
  const square = (of: Key) => initLinear(of, [width, width])
  return {
    norm: initLayerNorm(width),
    contextNorm: initLayerNorm(width),
    query: square(queryKey),
    key: uniform(keyKey, [width, width], 1 / Math.sqrt(width)),
    value: square(valueKey),
    output: square(outputKey),
  }
}

/** Tokens of B dates: L a date, `[B·L, d]`. */
export interface DatedTokens {
  readonly tokens: tf.Tensor2D
  readonly dates: number
}

/**
 * `Attention(LN x → LN y)` of each date's tokens x to the other module's tokens y, `[B·L, d]`, to be added to x
 * (multi-scale fusion of Zhao et al. 2024, one block each way).
 */
export function crossAttention(
  { norm, contextNorm, query, key, value, output }: CrossAttention,
  { tokens, dates }: DatedTokens,
  context: tf.Tensor2D,
  heads: number,
): tf.Tensor2D {
  const seen = layerNorm(contextNorm, context)
  const projected = {
    queries: linear(query, layerNorm(norm, tokens)),
    keys: tf.matMul<tf.Tensor2D>(seen, key),
    values: linear(value, seen),
  }
  const layout = {
    sequences: dates,
    queries: tokens.shape[0] / dates,
    keys: context.shape[0] / dates,
    heads,
  }
  return linear(output, attention(projected, layout))
}
