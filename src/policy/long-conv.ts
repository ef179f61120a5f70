import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { gelu } from '../tensor/activations.js'
import { keepFor } from '../tensor/gradient.js'
import { matMul } from '../tensor/linalg.js'
import { type Key, normals, split, uniforms } from '../tensor/random.js'

export interface LongConvShape {
  readonly hidden: number
  readonly lookback: number
  /** Kernel entries of at most this size are set to 0. */
  readonly squash: number
  /** The running sum of the window's residuals over √L, or the residuals themselves. */
  readonly input: 'cumulative' | 'raw'
  /**
   * The input in percent, in units of the window's own standard deviation, or of the mean of those
   * over a date's tradable assets.
   */
  readonly scaling: 'percent' | 'volatility' | 'cross-sectional'
  /** The convolution's last output, or the mean over the window of all L. */
  readonly readOut?: 'last' | 'mean'
}

/** H channels, L lags; lag 0 is the newest residual. */
export type LongConvParams = {
  /** `[H, 1]` */
  readonly encoderWeight: tf.Tensor2D
  readonly encoderBias: tf.Tensor2D
  /** `[H, L]` */
  readonly kernel: tf.Tensor2D
  /** `D`, `[H, 1]` */
  readonly skip: tf.Tensor2D
  /** `[H, H]` and `[H, 1]` each: the two halves of the gated linear unit. */
  readonly valueWeight: tf.Tensor2D
  readonly valueBias: tf.Tensor2D
  readonly gateWeight: tf.Tensor2D
  readonly gateBias: tf.Tensor2D
  /** `[1, H]` and `[1, 1]` */
  readonly outWeight: tf.Tensor2D
  readonly outBias: tf.Tensor2D
}

const PERCENT = 100

/** Added to a window's standard deviation before dividing by it. */
const VOLATILITY_EPSILON = 1e-4

/** `exp(−(t/L) (H/2)^(h/H))`, `[H, L]`, t and h from 1 (Epstein et al. 2025, appendix A). */
export function kernelEnvelope(hidden: number, lookback: number): Float32Array {
  return Float32Array.from({ length: hidden * lookback }, (_, i) => {
    const [h, t] = [Math.floor(i / lookback) + 1, (i % lookback) + 1]
    return Math.exp(-(t / lookback) * (hidden / 2) ** (h / hidden))
  })
}

export function initLongConv(key: Key, { hidden, lookback }: LongConvShape): LongConvParams {
  const keys = split(key, 10)
  const bounded = (at: number, shape: [number, number], bound: number) =>
    tf.tensor2d(
      uniforms(keys[at], shape[0] * shape[1]).map((u) => (2 * u - 1) * bound),
      shape,
    )
  const fanIn = 1 / Math.sqrt(hidden)
  const envelope = kernelEnvelope(hidden, lookback)
  return {
    encoderWeight: bounded(0, [hidden, 1], 1),
    encoderBias: bounded(1, [hidden, 1], 1),
    kernel: tf.tensor2d(
      normals(keys[2], hidden * lookback).map((x, i) => x * envelope[i]),
      [hidden, lookback],
    ),
    skip: tf.tensor2d(normals(keys[3], hidden), [hidden, 1]),
    valueWeight: bounded(4, [hidden, hidden], fanIn),
    valueBias: bounded(5, [hidden, 1], fanIn),
    gateWeight: bounded(6, [hidden, hidden], fanIn),
    gateBias: bounded(7, [hidden, 1], fanIn),
    outWeight: bounded(8, [1, hidden], fanIn),
    outBias: bounded(9, [1, 1], fanIn),
  }
}

/** `K̄ = sign(K) max(|K| − λ, 0) = K − min(max(K, −λ), λ)`; its slope is 1 where `|K| > λ`, else 0. */
export function squash<T extends tf.Tensor>(kernel: T, threshold: number): T {
  return tf.customGrad((k, save) => {
    const entries = k as tf.Tensor
    keepFor(save, [entries])
    return {
      value: tf.sub(entries, tf.clipByValue(entries, -threshold, threshold)),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        tf.mul(dy, tf.step(saved.abs().sub(threshold))),
    }
  })(kernel) as T
}

/**
 * The kernel on residuals, `[H, L]` by lag: encoder, running sum, skip and read-out are linear, so
 * together they are one filter bank,
 *
 *     taps_h = a_h (K̄_h + D_h e₀) P C,   C = running sum over √L, or I
 *
 * P reads the last output (I), or the mean of all: the mean over positions τ of `Σ_j K_j u_(τ−j)`
 * applies to the residual of lag l the weight `(1/L) Σ_(j ≤ l) K_j`, a running sum over L.
 */
export function taps(params: LongConvParams, shape: LongConvShape): tf.Tensor2D {
  return tf.tidy(() => tapsOf(filterOf(params, shape), params, shape))
}

/** `(K̄_h + D_h e₀) P`, `[H, L]` */
function filterOf(
  { kernel, skip }: LongConvParams,
  { squash: threshold, lookback, readOut }: LongConvShape,
): tf.Tensor2D {
  const newest = tf.tensor2d(unit(lookback), [1, lookback])
  const filter = squash(kernel, threshold).add<tf.Tensor2D>(skip.mul(newest))
  return readOut === 'mean' ? matMul(filter, runningSum(lookback, 1 / lookback), 'left') : filter
}

function tapsOf(
  filter: tf.Tensor2D,
  { encoderWeight }: LongConvParams,
  { lookback, input }: LongConvShape,
): tf.Tensor2D {
  const summed =
    input === 'raw' ? filter : matMul(filter, runningSum(lookback, 1 / Math.sqrt(lookback)), 'left')
  return summed.mul(encoderWeight)
}

/**
 * Lag weights of the skip input, `[1, L]`: `e₀ P C`. For the last input: 1/√L on all lags, or 1 on
 * the newest; for the mean of inputs `(l + 1)/(L√L)`, or 1/L.
 */
function lastTaps({ lookback, input, readOut }: LongConvShape): tf.Tensor2D {
  const rootOfL = Math.sqrt(lookback)
  if (readOut === 'mean') {
    const entry = (lag: number) => (input === 'raw' ? 1 : (lag + 1) / rootOfL) / lookback
    return tf.tensor2d(
      Float32Array.from({ length: lookback }, (_, lag) => entry(lag)),
      [1, lookback],
    )
  }
  return input === 'raw'
    ? tf.tensor2d(unit(lookback), [1, lookback])
    : tf.fill([1, lookback], 1 / rootOfL)
}

export interface PolicyOptions {
  /** `[H, J]` of 0 and 1/(1 − rate), while training; J windows. */
  readonly dropoutMask?: tf.Tensor2D
  /**
   * `[B, n]`, 1 where tradable: the windows are B dates of n assets, dates first, for a scale of each
   * date. By default all windows are of one date.
   */
  readonly tradable?: tf.Tensor2D
}

/**
 * Policy weights of J residual windows `[L, J]`, newest first; `[J]`. One long convolution a window,
 * read at its last output (or in the mean, and z with it),
 *
 *     p = o · (GLU(dropout(GELU(y))) + a z + b) + c,   y = taps · u + bias,   z the last input
 */
export function policyWeights(
  params: LongConvParams,
  windows: tf.Tensor2D,
  shape: LongConvShape,
  { dropoutMask, tradable }: PolicyOptions = {},
): tf.Tensor1D {
  return tf.tidy(() => {
    const layers = layersOf(params, shape, shape.scaling === 'percent' ? PERCENT : 1)
    const inputs = inUnits(windows, shape, tradable)
    return hasKernel(FUSED.policy)
      ? respondFused(layers, inputs, dropoutMask)
      : respond(layers, inputs, dropoutMask)
  })
}

/** The layers with their linear parts folded together. */
type Layers = {
  /** `[H, L]` and `[H, 1]` */
  readonly taps: tf.Tensor2D
  readonly bias: tf.Tensor2D
  readonly value: tf.Tensor2D
  readonly valueBias: tf.Tensor2D
  readonly gate: tf.Tensor2D
  readonly gateBias: tf.Tensor2D
  readonly out: tf.Tensor2D
  /** Weights of the skip input, `[1, L]`, and the constant, `[1, 1]`. */
  readonly skip: tf.Tensor2D
  readonly level: tf.Tensor2D
}

function layersOf(params: LongConvParams, shape: LongConvShape, unit: number): Layers {
  const { outWeight, encoderWeight, encoderBias, outBias } = params
  const filter = filterOf(params, shape)
  return {
    taps: tapsOf(filter, params, shape).mul(unit),
    bias: filter.sum(1, true).mul(encoderBias), // of an input that is 1 at every lag
    value: params.valueWeight,
    valueBias: params.valueBias,
    gate: params.gateWeight,
    gateBias: params.gateBias,
    out: outWeight,
    skip: matMul(outWeight, encoderWeight).mul(lastTaps(shape).mul(unit)),
    level: matMul(outWeight, encoderBias).add(outBias),
  }
}

/** `outᵀ (v ⊙ σ(g)) + skipᵀ u + level` with `v, g` of `h = GELU(taps · u + bias) ⊙ mask`. */
function respond(layers: Layers, windows: tf.Tensor2D, mask?: tf.Tensor2D): tf.Tensor1D {
  const activated = gelu(matMul(layers.taps, windows).add<tf.Tensor2D>(layers.bias))
  const hidden = mask ? activated.mul<tf.Tensor2D>(mask) : activated
  const value = matMul(layers.value, hidden).add<tf.Tensor2D>(layers.valueBias)
  const gate = tf.sigmoid(matMul(layers.gate, hidden).add(layers.gateBias))
  const mixed = matMul(layers.out, value.mul(gate))
  return mixed.add(matMul(layers.skip, windows)).add(layers.level).flatten()
}

/** The same in one fused kernel, a few windows at a time. */
function respondFused(layers: Layers, windows: tf.Tensor2D, mask?: tf.Tensor2D): tf.Tensor1D {
  const names = Object.keys(layers) as (keyof Layers)[]
  const byName = (tensors: readonly tf.Tensor[]) =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i + 1]]))
  return tf.customGrad((...args) => {
    const inputs = args.slice(0, -1) as tf.Tensor[]
    const dropped: Record<string, tf.Tensor> = mask ? { mask } : {}
    const [value, kept] = runKernel(FUSED.policy, {
      windows: inputs[0],
      ...byName(inputs),
      ...dropped,
    })
    keepFor(args[args.length - 1], [...inputs, kept])
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        runKernel(FUSED.policyGradient, {
          dy,
          windows: saved[0],
          ...byName(saved),
          kept: saved[saved.length - 1],
        }),
    }
  })(windows, ...names.map((name) => layers[name])) as tf.Tensor1D
}

/** Windows over their unit; percent is already in the layers. */
function inUnits(windows: tf.Tensor2D, shape: LongConvShape, tradable?: tf.Tensor2D): tf.Tensor2D {
  if (shape.scaling === 'percent') return windows
  const deviation = deviationOf(windows, shape)
  const unit = shape.scaling === 'volatility' ? deviation : dateMean(deviation, tradable)
  return windows.div(unit.add(VOLATILITY_EPSILON))
}

/** Sample standard deviation of each window, `[1, J]`. */
function deviationOf(windows: tf.Tensor2D, { lookback }: LongConvShape): tf.Tensor2D {
  const average: tf.Tensor2D = tf.fill([1, lookback], 1 / lookback)
  const centred = windows.sub<tf.Tensor2D>(matMul(average, windows, 'right'))
  const population = matMul(average, centred.square(), 'right')
  const variance = population.mul(lookback / (lookback - 1))
  return variance.add<tf.Tensor2D>(VARIANCE_EPSILON).sqrt()
}

/** The mean over each date's tradable assets, for each of its windows: `[1, J]`. */
function dateMean(values: tf.Tensor2D, tradable?: tf.Tensor2D): tf.Tensor2D {
  const counted = tradable ?? tf.ones<tf.Rank.R2>([1, values.size])
  const sums = values.reshape<tf.Tensor2D>(counted.shape).mul(counted).sum(1, true)
  const means = sums.div(tf.maximum(counted.sum(1, true), 1))
  return means.mul(tf.onesLike(counted)).reshape([1, values.size])
}

/** Keeps the gradient of √ finite for a constant window. */
const VARIANCE_EPSILON = 1e-12

/** `[L, L]`, `entry` where the row's lag is not older than the column's. */
function runningSum(lookback: number, entry: number): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: lookback ** 2 }, (_, i) =>
      Math.floor(i / lookback) <= i % lookback ? entry : 0,
    ),
    [lookback, lookback],
  )
}

function unit(length: number): Float32Array {
  const vector = new Float32Array(length)
  vector[0] = 1
  return vector
}
