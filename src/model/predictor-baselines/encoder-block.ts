import * as tf from '@tensorflow/tfjs'
import { gelu } from '../../tensor/activations.js'
import { type Key, split } from '../../tensor/random.js'
import { initLayerNorm, type LayerNorm, layerNorm } from '../layers/layer-norm.js'
import { initLinear, type Linear, linear, uniform } from '../layers/linear.js'

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
}

/** `x ← x + Attention(LN x)`, `x ← x + W₂ GELU(W₁ LN x)` (Xiong et al. 2020, pre-norm). */
export function encoderBlock(
  block: EncoderBlock,
  tokens: tf.Tensor2D,
  layout: TokenLayout,
): tf.Tensor2D {
  const attended = tokens.add<tf.Tensor2D>(
    selfAttention(block, layerNorm(block.attentionNorm, tokens), layout),
  )
  const widened = gelu(linear(block.up, layerNorm(block.feedNorm, attended)))
  return attended.add<tf.Tensor2D>(linear(block.down, widened))
}

/** `softmax(Q Kᵀ / √d_h) V` among the tokens of a sequence, the heads side by side in d. */
function selfAttention(
  { query, key, value, output }: EncoderBlock,
  tokens: tf.Tensor2D,
  { sequences, steps, heads }: TokenLayout,
): tf.Tensor2D {
  const width = tokens.shape[1]
  const perHead = width / heads
  const byHead = (projected: tf.Tensor2D) =>
    projected.reshape<tf.Tensor4D>([sequences, steps, heads, perHead]).transpose([0, 2, 1, 3])
  const scores = tf
    .matMul(byHead(linear(query, tokens)), byHead(tf.matMul(tokens, key)), false, true)
    .div(Math.sqrt(perHead))
  const mixed = tf.matMul(tf.softmax(scores), byHead(linear(value, tokens))).transpose([0, 2, 1, 3])
  return linear(output, mixed.reshape([sequences * steps, width]))
}
