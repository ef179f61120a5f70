import * as tf from '@tensorflow/tfjs'
import { dense } from '../../tensor/dense.js'
import { type Key, split, uniforms } from '../../tensor/random.js'

/** A dense layer over rows: weight `[in, out]`, bias `[out]`. */
export type Linear = {
  readonly weight: tf.Tensor2D
  readonly bias: tf.Tensor1D
}

/** `y = x W + b`, `[rows, out]` of `[rows, in]`. */
export function linear({ weight, bias }: Linear, x: tf.Tensor2D): tf.Tensor2D {
  return dense(x, weight, bias)
}

/** Weights and bias uniform on ± 1/√in, as `torch.nn.Linear` starts; another bound where given. */
export function initLinear(
  key: Key,
  [inputs, outputs]: readonly [number, number],
  bound = 1 / Math.sqrt(inputs),
): Linear {
  const [weightKey, biasKey] = split(key, 2)
  return {
    weight: uniform(weightKey, [inputs, outputs], bound),
    bias: uniform(biasKey, [outputs], bound),
  }
}

/** A tensor of independent draws, uniform on ± bound. */
export function uniform<T extends tf.Tensor>(key: Key, shape: number[], bound: number): T {
  const size = shape.reduce((product, length) => product * length, 1)
  return tf.tensor(
    uniforms(key, size).map((u) => (2 * u - 1) * bound),
    shape,
  ) as T
}
