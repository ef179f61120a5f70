import * as tf from '@tensorflow/tfjs'
import { gelu } from '../../tensor/activations.js'
import { type EncoderTensors, fusedEncoder, hasEncoder } from '../../tensor/encoder.js'
import { layerNorm } from '../../tensor/layer-norm.js'
import { attention } from '../../tensor/multi-head.js'
import { foldIn, type Key, split } from '../../tensor/random.js'
import { initLayerNorm, type LayerNorm } from './layer-norm.js'
import { initLinear, type Linear, linear, uniform } from './linear.js'

/** One pre-norm encoder block of width d. */
export type EncoderBlock = {
  readonly attentionNorm: LayerNorm
  readonly query: Linear
  /** `[d, d]`; a bias, the same for all tokens, would cancel in their softmax. */
  readonly key: tf.Tensor2D
  readonly value: Linear
  readonly output: Linear
  readonly feedNorm: LayerNorm
  /** `[d, 4d]` */
  readonly up: Linear
  /** `[4d, d]` */
  readonly down: Linear
}

const FEED_FACTOR = 4

export function initEncoderBlock(key: Key, width: number): EncoderBlock {
  const [queryKey, keyKey, valueKey, outputKey, upKey, downKey] = split(key, 6)
  const square = (of: Key) => initLinear(of, [width, width])
  return {
    attentionNorm: initLayerNorm(width),
    query: square(queryKey),
    key: uniform(keyKey, [width, width], 1 / Math.sqrt(width)),
    value: square(valueKey),
    output: square(outputKey),
    feedNorm: initLayerNorm(width),
    up: initLinear(upKey, [width, FEED_FACTOR * width]),
    down: initLinear(downKey, [FEED_FACTOR * width, width]),
  }
}

/** How tokens `[sequences · T, d]` are grouped. */
export interface TokenLayout {
  readonly sequences: number
  readonly steps: number
  readonly heads: number
  /** `[sequences, T]`, 1 for tokens that others attend to; all of them by default. */
  readonly mask?: tf.Tensor2D
}

/** `x ← x + Attention(LN x)`, `x ← x + W₂ GELU(W₁ LN x)` (Xiong et al. 2020, pre-norm). */
export function encoderBlock(
  block: EncoderBlock,
  tokens: tf.Tensor2D,
  layout: TokenLayout,
): tf.Tensor2D {
  if (hasEncoder()) return fusedEncoder(tokens, tensorsOf(block), layout)
  const normed = layerNorm(block.attentionNorm, tokens)
  const asking = { normed, queries: layout.steps }
  return fed(block, tokens.add(selfAttention(block, normed, asking, layout)))
}

function tensorsOf(block: EncoderBlock): EncoderTensors {
  const { attentionNorm, query, key, value, output, feedNorm, up, down } = block
  return {
    firstScale: attentionNorm.scale,
    firstShift: attentionNorm.shift,
    query: query.weight,
    queryBias: query.bias,
    key,
    value: value.weight,
    valueBias: value.bias,
    output: output.weight,
    outputBias: output.bias,
    secondScale: feedNorm.scale,
    secondShift: feedNorm.shift,
    up: up.weight,
    upBias: up.bias,
    down: down.weight,
    downBias: down.bias,
  }
}

/** Of `encoderBlock`, the last token of each sequence alone, `[sequences, d]`: its query asks all tokens. */
export function lastOfEncoderBlock(
  block: EncoderBlock,
  tokens: tf.Tensor2D,
  layout: TokenLayout,
): tf.Tensor2D {
  const normed = layerNorm(block.attentionNorm, tokens)
  const asking = { normed: lastTokens(normed, layout), queries: 1 }
  const attended = selfAttention(block, normed, asking, layout)
  return fed(block, lastTokens(tokens, layout).add(attended))
}

function lastTokens(tokens: tf.Tensor2D, { sequences, steps }: TokenLayout): tf.Tensor2D {
  const width = tokens.shape[1]
  return tokens
    .reshape<tf.Tensor2D>([sequences, steps * width])
    .slice([0, (steps - 1) * width], [sequences, width])
}

/** `x + W₂ GELU(W₁ LN x)` */
function fed({ feedNorm, up, down }: EncoderBlock, tokens: tf.Tensor2D): tf.Tensor2D {
  return tokens.add<tf.Tensor2D>(linear(down, gelu(linear(up, layerNorm(feedNorm, tokens)))))
}

/** Tokens that ask, so many of each sequence. */
interface Asking {
  readonly normed: tf.Tensor2D
  readonly queries: number
}

/** Attention of the tokens that ask to all tokens of their sequence. */
function selfAttention(
  { query, key, value, output }: EncoderBlock,
  tokens: tf.Tensor2D,
  { normed, queries }: Asking,
  { sequences, steps, heads, mask }: TokenLayout,
): tf.Tensor2D {
  const projected = {
    queries: linear(query, normed),
    keys: tf.matMul<tf.Tensor2D>(tokens, key),
    values: linear(value, tokens),
  }
  return linear(output, attention(projected, { sequences, queries, keys: steps, heads }, mask))
}

/** Blocks of equal width under the names `block0`, `block1`, … */
export type EncoderBlocks = Readonly<Record<string, EncoderBlock>>

export function initEncoderBlocks(key: Key, count: number, width: number): EncoderBlocks {
  const blocks = Array.from({ length: count }, (_, i) => [
    `block${i}`,
    initEncoderBlock(foldIn(key, i), width),
  ])
  return Object.fromEntries(blocks)
}

/** All blocks in the order of their numbers. */
export function encoderBlocks(
  blocks: EncoderBlocks,
  tokens: tf.Tensor2D,
  layout: TokenLayout,
): tf.Tensor2D {
  const count = Object.keys(blocks).length
  return Array.from({ length: count }, (_, i) => blocks[`block${i}`]).reduce(
    (state, block) => encoderBlock(block, state, layout),
    tokens,
  )
}
