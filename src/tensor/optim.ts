import * as tf from '@tensorflow/tfjs'
import { CLIP_EPSILON, FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { entries, leaves, type Params, withLeaves } from './params.js'

/** State of AdamW: each moment of all parameters in one vector. */
export interface AdamState {
  readonly step: number
  readonly mean: tf.Tensor1D
  readonly square: tf.Tensor1D
}

export interface AdamOptions {
  /** Learning rate of step 0, 1, … */
  readonly rate: (step: number) => number
  /** Decoupled weight decay of a parameter by its dotted name. */
  readonly decay?: (name: string) => number
  /** Gradients are scaled down to this global norm. */
  readonly clipNorm?: number
  readonly beta1?: number
  readonly beta2?: number
  readonly epsilon?: number
}

export interface Optimiser {
  init(params: Params): AdamState
  /** New params and state; the caller disposes the old ones. Gradients in the order of `leaves`. */
  update<P extends Params>(
    params: P,
    gradients: readonly tf.Tensor[],
    state: AdamState,
  ): { params: P; state: AdamState }
}

/**
 * AdamW (Loshchilov & Hutter 2019): with `m, v` the moments of the clipped gradient, bias-corrected,
 *
 *     p ← p − rate · (decay · p + m / (√v + ε))
 *
 * Parameters are concatenated first, so a step takes a dozen operations for any number of them.
 */
export function adamW({
  rate,
  decay = () => 0,
  clipNorm = Number.POSITIVE_INFINITY,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
}: AdamOptions): Optimiser {
  return {
    init(params) {
      const size = leaves(params).reduce((sum, tensor) => sum + tensor.size, 0)
      return { step: 0, mean: tf.zeros([size]), square: tf.zeros([size]) }
    },
    update(params, gradients, state) {
      const step = state.step + 1
      const now = rate(state.step)
      const update: Update = {
        keep: entries(params).map(([name]) => 1 - now * decay(name)),
        rate: now / (1 - beta1 ** step),
        root: 1 / Math.sqrt(1 - beta2 ** step),
        beta1,
        beta2,
        clipNorm,
        epsilon,
      }
      const moved = hasKernel(FUSED.adamW) ? moveFused : move
      const [mean, square, ...updated] = moved(leaves(params), gradients, state, update)
      return {
        params: withLeaves(params, updated),
        state: { step, mean: mean as tf.Tensor1D, square: square as tf.Tensor1D },
      }
    },
  }
}

/** Coefficients of one step; `keep` is the share of each parameter left by weight decay. */
interface Update {
  readonly keep: readonly number[]
  readonly rate: number
  readonly root: number
  readonly beta1: number
  readonly beta2: number
  readonly clipNorm: number
  readonly epsilon: number
}

/** Both moments and the parameters after a step. */
function move(
  tensors: readonly tf.Tensor[],
  gradients: readonly tf.Tensor[],
  state: AdamState,
  { keep, rate, root, beta1, beta2, clipNorm, epsilon }: Update,
): tf.Tensor[] {
  return tf.tidy(() => {
    const sizes = tensors.map((tensor) => tensor.size)
    const gradient = clipped(joined(gradients), clipNorm)
    const mean = state.mean.mul(beta1).add(gradient.mul(1 - beta1))
    const square = state.square.mul(beta2).add(gradient.square().mul(1 - beta2))
    const spread = square.sqrt().mul(root).add(epsilon)
    const kept = tf.tensor1d(keep.flatMap((share, i) => filled(sizes[i], share)))
    const next = joined(tensors).mul(kept).sub(mean.mul(rate).div(spread))
    const parts = tf.split(next, sizes).map((part, i) => part.reshape(tensors[i].shape))
    return [mean, square, ...parts]
  })
}

/** `move` in one kernel. */
function moveFused(
  tensors: readonly tf.Tensor[],
  gradients: readonly tf.Tensor[],
  { mean, square }: AdamState,
  update: Update,
): tf.Tensor[] {
  const named = (prefix: string, list: readonly tf.Tensor[]) =>
    Object.fromEntries(list.map((tensor, i) => [`${prefix}${i}`, tensor]))
  const inputs = { ...named('p', tensors), ...named('g', gradients), mean, square }
  return runKernel(FUSED.adamW, inputs, { ...update, count: tensors.length })
}

export function disposeState({ mean, square }: AdamState): void {
  tf.dispose([mean, square])
}

/** Half a cosine from `peak` down to `floor · peak` over `steps` steps. */
export function cosine(
  peak: number,
  steps: number,
  { floor = 0.02 }: { floor?: number } = {},
): (step: number) => number {
  return (step) => peak * Math.max(floor, (1 + Math.cos((Math.PI * step) / steps)) / 2)
}

/** `g · min(1, clipNorm / ‖g‖₂)` */
function clipped(gradient: tf.Tensor1D, clipNorm: number): tf.Tensor1D {
  if (clipNorm === Number.POSITIVE_INFINITY) return gradient
  const norm = gradient.square().sum().sqrt()
  return gradient.mul(tf.minimum(1, tf.div(clipNorm, norm.add(CLIP_EPSILON))))
}

function joined(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat1d(tensors.map((tensor) => tensor.flatten()))
}

function filled(size: number, value: number): number[] {
  return new Array<number>(size).fill(value)
}
