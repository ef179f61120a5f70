import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs'
import type { EncoderBlock, EncoderBlocks } from '../../../../src/model/layers/encoder-block.js'
import type { LayerNorm } from '../../../../src/model/layers/layer-norm.js'
import type { Linear } from '../../../../src/model/layers/linear.js'
import type { Mlp } from '../../../../src/model/layers/mlp.js'
import type { CrossAttention } from '../../../../src/model/storm/fusion.js'
import type { StormInputs, StormTargets } from '../../../../src/model/storm/inputs.js'
import type { StormTerm } from '../../../../src/model/storm/loss.js'
import type { StormParams } from '../../../../src/model/storm/params.js'
import type { StormShape } from '../../../../src/model/storm/shape.js'

interface Stored {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

interface Fixture {
  readonly inputs: Readonly<Record<'x' | 'target' | 'y' | 'mask', Stored>>
  readonly parameters: Readonly<Record<string, Stored>>
  readonly weights: Readonly<Record<string, number>>
  readonly losses: Readonly<Record<string, number>>
  readonly total: number
  readonly outputs: Readonly<Record<string, Stored>>
  readonly gradients: Readonly<Record<string, Stored>>
}

const readFixture = (name: string) =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Fixture

/** Inputs, parameters, losses, outputs and gradients in float64, by PyTorch (an independent model). */
export const reference = readFixture('./pytorch-float64.json')
/** The same with attention among all assets and fusion, by joint.py. */
const jointReference = readFixture('./pytorch-joint-float64.json')

/** Our names of PyTorch's terms. */
export const TERM_NAMES: Readonly<Record<StormTerm, string>> = {
  reconstructionTimeSeries: 'rec_ts',
  reconstructionCrossSection: 'rec_cs',
  commitment: 'commit',
  codebook: 'book',
  diversity: 'div',
  orthogonality: 'orth',
  contrast: 'contrast',
  nll: 'ret',
  kl: 'kl',
  priorNll: 'ret_prior',
}

const SHAPE: StormShape = {
  assets: 4,
  inputs: 3,
  channels: 2,
  lookback: 4,
  patch: 2,
  width: 8,
  heads: 4,
  encoderBlocks: 1,
  decoderBlocks: 1,
  codes: { timeSeries: 5, crossSection: 4 },
  fusion: false,
  jointAttention: false,
}

function tensorOf<T extends tf.Tensor>({ shape, data }: Stored): T {
  return tf.tensor([...data], [...shape], 'float32') as T
}

/** PyTorch's parameters, or their gradients, in our tree and our layout (`[in, out]`). */
export function paramsOf(stored: Readonly<Record<string, Stored>>): StormParams {
  const isFused = 'fuse_ts.q.weight' in stored
  const raw = <T extends tf.Tensor>(name: string) => tensorOf<T>(stored[name])
  const matrix = (name: string) => tf.transpose(raw<tf.Tensor2D>(name))
  const linear = (name: string): Linear => {
    return { weight: matrix(`${name}.weight`), bias: raw(`${name}.bias`) }
  }
  const norm = (name: string): LayerNorm => {
    return { scale: raw(`${name}.weight`), shift: raw(`${name}.bias`) }
  }
  const mlp = (name: string): Mlp => ({ hidden: linear(`${name}.0`), output: linear(`${name}.2`) })
  const block = (name: string): EncoderBlock => {
    const [query, key, value] = tf.split(matrix(`${name}.qkv.weight`), 3, 1)
    const [queryBias, , valueBias] = tf.split(raw<tf.Tensor1D>(`${name}.qkv.bias`), 3)
    return {
      attentionNorm: norm(`${name}.n1`),
      query: { weight: query, bias: queryBias },
      key,
      value: { weight: value, bias: valueBias },
      output: linear(`${name}.o`),
      feedNorm: norm(`${name}.n2`),
      up: linear(`${name}.a`),
      down: linear(`${name}.b`),
    } as EncoderBlock
  }
  const blocks = (name: string): EncoderBlocks => ({ block0: block(`${name}.0`) })
  const encoder = (name: string) => ({
    input: linear(`${name}_in`),
    place: raw<tf.Tensor2D>(`${name}_pos`),
    blocks: blocks(`${name}_enc`),
    norm: norm(`${name}_norm`),
  })
  const decoder = (name: string) => ({
    place: raw<tf.Tensor2D>(`${name}_dpos`),
    blocks: blocks(`${name}_dec`),
    output: linear(`${name}_out`),
  })
  const cross = (name: string): CrossAttention => ({
    norm: norm(`${name}.norm`),
    contextNorm: norm(`${name}.context`),
    query: linear(`${name}.q`),
    key: matrix(`${name}.k.weight`),
    value: linear(`${name}.v`),
    output: linear(`${name}.o`),
  })
  return {
    encoders: { timeSeries: encoder('ts'), crossSection: encoder('cs') },
    decoders: { timeSeries: decoder('ts'), crossSection: decoder('cs') },
    codes: { timeSeries: raw('ts_book.e'), crossSection: raw('cs_book.e') },
    fusion: isFused ? { timeSeries: cross('fuse_ts'), crossSection: cross('fuse_cs') } : {},
    portfolios: { stock: matrix('w_i.weight'), factor: linear('w_l') },
    betas: { stock: linear('b_i'), factor: linear('b_l') },
    alpha: mlp('alpha'),
    posterior: mlp('post'),
    prior: { input: linear('prior_in'), block: block('prior_block'), output: mlp('prior') },
  }
}

/** `[B, W, N, C]` as patches `[B·N·P, p·C]`. */
export function patchesOf(x: tf.Tensor4D, patch: number): tf.Tensor2D {
  const [dates, lookback, stocks, channels] = x.shape
  return x
    .reshape([dates, lookback / patch, patch, stocks, channels])
    .transpose([0, 3, 1, 2, 4])
    .reshape([-1, patch * channels])
}

/** `[B, W, N, C]` as days `[B·W, N·C]`, 0 outside the mask `[B, N]`. */
function daysOf(x: tf.Tensor4D, mask: tf.Tensor2D): tf.Tensor2D {
  const [dates, lookback, stocks, channels] = x.shape
  return x.mul(mask.reshape([dates, 1, stocks, 1])).reshape([dates * lookback, stocks * channels])
}

/** A fixture's block: 3 dates, 4 assets, 4 rows; an asset is masked on a date or two. */
export function block({ inputs }: Pick<Fixture, 'inputs'> = reference): {
  readonly inputs: StormInputs
  readonly targets: StormTargets
} {
  const mask = tensorOf<tf.Tensor2D>(inputs.mask)
  const x = tensorOf<tf.Tensor4D>(inputs.x)
  const target = tensorOf<tf.Tensor4D>(inputs.target)
  return {
    inputs: { patches: patchesOf(x, SHAPE.patch), days: daysOf(x, mask), mask },
    targets: {
      patches: patchesOf(target, SHAPE.patch),
      days: daysOf(target, tf.onesLike(mask)),
      present: mask,
      labels: tensorOf(inputs.y),
      labelled: mask,
    },
  }
}

export const FIXTURES: readonly (readonly [string, Fixture, StormShape])[] = [
  ['within each asset', reference, SHAPE],
  [
    'among all assets, with fusion',
    jointReference,
    { ...SHAPE, fusion: true, jointAttention: true },
  ],
]
