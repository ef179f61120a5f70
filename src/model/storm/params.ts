import * as tf from '@tensorflow/tfjs'
import { foldIn, type Key, normals } from '../../tensor/random.js'
import {
  type EncoderBlock,
  type EncoderBlocks,
  initEncoderBlock,
  initEncoderBlocks,
} from '../layers/encoder-block.js'
import { initLayerNorm, type LayerNorm } from '../layers/layer-norm.js'
import { initLinear, type Linear, uniform } from '../layers/linear.js'
import { initMlp, type Mlp } from '../layers/mlp.js'
import { type FusionParams, initFusion } from './fusion.js'
import { factorTokens, patchCount, type StormModule, type StormShape } from './shape.js'

export type EncoderParams = {
  /** Embedding of a patch or of a date's market. */
  readonly input: Linear
  /** Embedding of a token's place, `[P, d]` or `[W, d]`. */
  readonly place: tf.Tensor2D
  readonly blocks: EncoderBlocks
  readonly norm: LayerNorm
}

export type DecoderParams = {
  /** A decoder sees places, or codes would have to store them. */
  readonly place: tf.Tensor2D
  readonly blocks: EncoderBlocks
  readonly output: Linear
}

/** Two maps whose product compares an asset's embedding with a factor token. */
type Bilinear = {
  readonly stock: Linear
  readonly factor: Linear
}

/** By module; the encoder of the time series is always there, as heads need an embedding of each asset. */
export type StormParams = {
  readonly encoders: Readonly<Record<string, EncoderParams>>
  readonly decoders: Readonly<Record<string, DecoderParams>>
  /** `[K, d]` each. */
  readonly codes: Readonly<Record<string, tf.Tensor2D>>
  readonly fusion: FusionParams
  /** Portfolios of the posterior. A bias of the assets' map would cancel in their softmax. */
  readonly portfolios: { readonly stock: tf.Tensor2D; readonly factor: Linear }
  readonly betas: Bilinear
  readonly alpha: Mlp
  readonly posterior: Mlp
  readonly prior: { readonly input: Linear; readonly block: EncoderBlock; readonly output: Mlp }
}

/** Standard deviation of the first place embeddings. */
const PLACE_SPREAD = 0.02

/** Linear layers as PyTorch starts them, places N(0, 0.02²), codes N(0, 1/d). */
export function initStorm(key: Key, shape: StormShape): StormParams {
  const { width, codes } = shape
  const modules = Object.keys(codes) as StormModule[]
  const encoded: StormModule[] = codes.crossSection
    ? ['timeSeries', 'crossSection']
    : ['timeSeries']
  const each = <T>(names: readonly StormModule[], of: (name: StormModule) => T) =>
    Object.fromEntries(names.map((name) => [name, of(name)]))
  return {
    encoders: each(encoded, (name) => initEncoder(foldIn(key, name), shape, name)),
    decoders: each(modules, (name) => initDecoder(foldIn(key, `${name} decoder`), shape, name)),
    codes: each(modules, (name) =>
      scaledNormals(foldIn(key, `${name} codes`), [codes[name] ?? 0, width], 1 / Math.sqrt(width)),
    ),
    fusion: initFusion(foldIn(key, 'fusion'), shape),
    ...initHeads(foldIn(key, 'heads'), width, factorTokens(shape)),
  }
}

function initEncoder(key: Key, shape: StormShape, module: StormModule): EncoderParams {
  const { assets, inputs, patch, width } = shape
  const size = inputs * (module === 'timeSeries' ? patch : assets)
  return {
    input: initLinear(foldIn(key, 'input'), [size, width]),
    place: initPlaces(foldIn(key, 'place'), shape, module),
    blocks: initEncoderBlocks(foldIn(key, 'blocks'), shape.encoderBlocks, width),
    norm: initLayerNorm(width),
  }
}

function initDecoder(key: Key, shape: StormShape, module: StormModule): DecoderParams {
  const { assets, channels, patch, width } = shape
  const size = channels * (module === 'timeSeries' ? patch : assets)
  return {
    place: initPlaces(foldIn(key, 'place'), shape, module),
    blocks: initEncoderBlocks(foldIn(key, 'blocks'), shape.decoderBlocks, width),
    output: initLinear(foldIn(key, 'output'), [width, size]),
  }
}

function initPlaces(key: Key, shape: StormShape, module: StormModule): tf.Tensor2D {
  const tokens = module === 'timeSeries' ? patchCount(shape) : shape.lookback
  return scaledNormals(key, [tokens, shape.width], PLACE_SPREAD)
}

function initHeads(key: Key, width: number, tokens: number) {
  const pair = 2 * width
  const map = (name: string) => initLinear(foldIn(key, name), [pair, width])
  const bound = 1 / Math.sqrt(pair)
  return {
    portfolios: {
      stock: uniform<tf.Tensor2D>(foldIn(key, 'portfolio stock'), [pair, width], bound),
      factor: map('portfolio factor'),
    },
    betas: { stock: map('beta stock'), factor: map('beta factor') },
    alpha: initMlp(foldIn(key, 'alpha'), [pair, width, 2]),
    posterior: initMlp(foldIn(key, 'posterior'), [tokens, width, 2 * tokens]),
    prior: {
      input: map('prior'),
      block: initEncoderBlock(foldIn(key, 'prior block'), width),
      output: initMlp(foldIn(key, 'prior output'), [width, width, 2]),
    },
  }
}

function scaledNormals(key: Key, [rows, columns]: [number, number], spread: number): tf.Tensor2D {
  const values = normals(key, rows * columns).map((value) => spread * value)
  return tf.tensor2d(values, [rows, columns])
}
