import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { keepFor } from './gradient.js'
import { LAYER_NORM_EPSILON } from './layer-norm.js'

/** Parameters of a block in the order in which the kernel returns their gradients, after that of the tokens. */
export interface EncoderTensors {
  readonly firstScale: tf.Tensor
  readonly firstShift: tf.Tensor
  readonly query: tf.Tensor
  readonly queryBias: tf.Tensor
  readonly key: tf.Tensor
  readonly value: tf.Tensor
  readonly valueBias: tf.Tensor
  readonly output: tf.Tensor
  readonly outputBias: tf.Tensor
  readonly secondScale: tf.Tensor
  readonly secondShift: tf.Tensor
  readonly up: tf.Tensor
  readonly upBias: tf.Tensor
  readonly down: tf.Tensor
  readonly downBias: tf.Tensor
}

interface EncoderLayout {
  readonly sequences: number
  readonly steps: number
  readonly heads: number
  /** `[sequences, steps]`, without a gradient. */
  readonly mask?: tf.Tensor2D
}

/** Whether the engine computes a block in one kernel each way. */
export function hasEncoder(): boolean {
  return hasKernel(FUSED.encoder)
}

/** A pre-norm block with GELU over tokens `[sequences · steps, d]`, with the bits of its layers one by one. */
export function fusedEncoder(
  tokens: tf.Tensor2D,
  tensors: EncoderTensors,
  { mask, ...sizes }: EncoderLayout,
): tf.Tensor2D {
  const attributes = { ...sizes, epsilon: LAYER_NORM_EPSILON }
  const names = ['x', ...Object.keys(tensors)]
  const named = (list: readonly tf.Tensor[]) =>
    Object.fromEntries(names.map((name, i) => [name, list[i]]))
  return tf.customGrad((...given) => {
    const [inputs, save] = [given.slice(0, -1) as tf.Tensor[], given[names.length]]
    const all = { ...named(inputs), ...(mask && { mask }) }
    const [y, kept] = runKernel(FUSED.encoder, all, attributes)
    keepFor(save as tf.Tensor, [...inputs, kept])
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const kept = saved[names.length]
        return runKernel(FUSED.encoderGradient, { ...named(saved), kept, dy }, attributes)
      },
    }
  })(tokens, ...Object.values(tensors)) as tf.Tensor2D
}
