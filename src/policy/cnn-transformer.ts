import * as tf from '@tensorflow/tfjs'
import { dropout } from '../tensor/dropout.js'
import { stopGradient } from '../tensor/gradient.js'
import { type Key, split } from '../tensor/random.js'
import { type Dense, dense, initDense, pathsOf, standardise, sumOver } from './layers.js'
import type { TrainedPolicy } from './trained-policy.js'

export interface CnnTransformerShape {
  readonly lookback: number
  readonly dropout: number
}

/** Scale and shift of a layer norm, `[C, 1]` each. */
type Norm = {
  readonly scale: tf.Tensor2D
  readonly shift: tf.Tensor2D
}

export type CnnTransformerParams = {
  /** Taps of the previous date and of the date: `[8, 2]`, `[8, 16]`. */
  readonly firstConv: Dense
  readonly secondConv: Dense
  readonly query: Dense
  readonly key: Dense
  readonly value: Dense
  readonly mix: Dense
  readonly attentionNorm: Norm
  readonly expand: Dense
  readonly contract: Dense
  readonly outputNorm: Norm
  readonly head: Dense
}

const CHANNELS = 8
const HEADS = 4
const HEAD_WIDTH = CHANNELS / HEADS
const FEED_FORWARD = 16
/** Of PyTorch's instance and layer norms. */
const NORM_EPSILON = 1e-5

/**
 * The policy of "Deep Learning Statistical Arbitrage" (Guijarro-Ordonez, Pelger and Zanotti) on the
 * cumulative window: two causal convolutions of two taps between instance norms, with the normalised
 * input added; one post-norm transformer layer of four heads, without positions; the last date's
 * output through one linear layer. Only that date is used, so each window has one query.
 *
 * The instance norm removes level and scale of a window: `c x + k` has the weights of `x`, c > 0.
 */
export function cnnTransformer(shape: CnnTransformerShape): TrainedPolicy<CnnTransformerParams> {
  return {
    init,
    weights: (params, windows, { dropoutKey } = {}) =>
      tf.tidy(() => {
        const drop = dropper(shape.dropout, dropoutKey)
        const tokens = convolve(params, pathsOf(windows))
        return dense(params.head, encodeLast(params, tokens, drop)).flatten()
      }),
  }
}

function init(key: Key): CnnTransformerParams {
  const keys = split(key, 9)
  const xavier = Math.sqrt(6 / (CHANNELS + 3 * CHANNELS))
  const square: [number, number] = [CHANNELS, CHANNELS]
  const norm = (): Norm => ({ scale: tf.ones([CHANNELS, 1]), shift: tf.zeros([CHANNELS, 1]) })
  return {
    firstConv: initDense(keys[0], [CHANNELS, 2]),
    secondConv: initDense(keys[1], [CHANNELS, 2 * CHANNELS]),
    query: initDense(keys[2], square, xavier),
    key: initDense(keys[3], square, xavier),
    value: initDense(keys[4], square, xavier),
    mix: initDense(keys[5], square, 1 / Math.sqrt(CHANNELS)),
    attentionNorm: norm(),
    expand: initDense(keys[6], [FEED_FORWARD, CHANNELS]),
    contract: initDense(keys[7], [CHANNELS, FEED_FORWARD]),
    outputNorm: norm(),
    head: initDense(keys[8], [1, CHANNELS]),
  }
}

/** Tokens `[C, L·J]`, column `l·J + j` date l of window j, of paths `[L, J]`, oldest first. */
function convolve(
  { firstConv, secondConv }: CnnTransformerParams,
  paths: tf.Tensor2D,
): tf.Tensor3D {
  const [length, count] = paths.shape
  const input = standardise(paths.reshape([1, length, count]), NORM_EPSILON)
  const taps = (x: tf.Tensor3D) => {
    const flat = x.reshape<tf.Tensor2D>([x.shape[0], length * count])
    return tf.concat2d([dateBefore(flat, count), flat], 0)
  }
  const perDate = (x: tf.Tensor2D) => x.reshape<tf.Tensor3D>([CHANNELS, length, count])
  const first = tf.relu(dense(firstConv, taps(input), true))
  const second = tf.relu(dense(secondConv, taps(standardise(perDate(first), NORM_EPSILON))))
  return perDate(second).add(input)
}

/** Each column's value one date earlier, 0 on the first. */
function dateBefore(x: tf.Tensor2D, count: number): tf.Tensor2D {
  const [channels, columns] = x.shape
  return tf.pad2d(tf.slice2d(x, [0, 0], [channels, columns - count]), [
    [0, 0],
    [count, 0],
  ])
}

type Drop = (x: tf.Tensor2D) => tf.Tensor2D

/** Applies dropout with its own key at each place; none without a key. */
function dropper(rate: number, key?: Key): Drop {
  if (!key) return (x) => x
  const keys = split(key, 4)
  let place = 0
  return (x) => x.mul(dropout(keys[place++], x.shape, rate))
}

/** The transformer layer's output at the last date, `[C, J]` of tokens `[C, L, J]`. */
function encodeLast(params: CnnTransformerParams, tokens: tf.Tensor3D, drop: Drop): tf.Tensor2D {
  const [, length, count] = tokens.shape
  const all = tokens.reshape<tf.Tensor2D>([CHANNELS, length * count])
  const last = tf.slice2d(all, [0, (length - 1) * count], [CHANNELS, count])
  const attended = attend(params, { all, last, length }, drop)
  const mixed = layerNorm(params.attentionNorm, last.add(drop(dense(params.mix, attended))))
  const inner = drop(tf.relu(dense(params.expand, mixed)))
  return layerNorm(params.outputNorm, mixed.add(drop(dense(params.contract, inner))))
}

interface Tokens {
  readonly all: tf.Tensor2D
  readonly last: tf.Tensor2D
  readonly length: number
}

/** `softmax_l(q·k_l / √(C/H)) v`, head by head, `[C, J]`. */
function attend(
  params: CnnTransformerParams,
  { all, last, length }: Tokens,
  drop: Drop,
): tf.Tensor2D {
  const count = last.shape[1]
  const query = dense(params.query, last).reshape<tf.Tensor4D>([HEADS, HEAD_WIDTH, 1, count])
  const perHead = (x: tf.Tensor2D) => x.reshape<tf.Tensor4D>([HEADS, HEAD_WIDTH, length, count])
  const [keys, values] = [perHead(dense(params.key, all)), perHead(dense(params.value, all))]
  const scores = parts(keys.mul(query))
    .reduce((a, b) => a.add(b))
    .div<tf.Tensor3D>(Math.sqrt(HEAD_WIDTH))
  const raised = tf.exp(scores.sub(stopGradient(scores.max(1, true)))) as tf.Tensor3D
  const shares = raised.div<tf.Tensor3D>(sumOver(raised))
  const kept = drop(shares.reshape([HEADS * length, count])).reshape<tf.Tensor3D>(shares.shape)
  const sums = parts(values).map((part) => sumOver(part.mul<tf.Tensor3D>(kept)))
  return tf.concat(sums, 1).reshape([CHANNELS, count])
}

/** The components of each head, `[H, L, J]` each, of `[H, C/H, L, J]`. */
function parts(x: tf.Tensor): tf.Tensor3D[] {
  const [heads, width, length, count] = x.shape
  return tf.split(x, width, 1).map((part) => part.reshape([heads, length, count]))
}

/** `scale · (x − mean) / √(Var + ε) + shift` over the channels of each column. */
function layerNorm({ scale, shift }: Norm, x: tf.Tensor2D): tf.Tensor2D {
  const [channels, count] = x.shape
  const standard = standardise(x.reshape([1, channels, count]), NORM_EPSILON)
  return standard.reshape<tf.Tensor2D>([channels, count]).mul(scale).add(shift)
}
