import * as tf from '@tensorflow/tfjs'
import { type Linear, linear } from '../model/layers/linear.js'
import { type Key, split } from '../tensor/random.js'
import { orthogonal } from './orthogonal.js'

/** Two hidden layers of tanh units, and an output layer. */
export type Mlp = {
  readonly first: Linear
  readonly second: Linear
  readonly output: Linear
}

export interface MlpShape {
  readonly inputs: number
  readonly hidden: number
  readonly outputs: number
  /** Of the output layer; hidden layers have √2. */
  readonly gain: number
}

/** Orthogonal weights, biases 0. */
export function initMlp(key: Key, { inputs, hidden, outputs, gain }: MlpShape): Mlp {
  const [first, second, output] = split(key, 3)
  return {
    first: layer(first, [inputs, hidden], Math.SQRT2),
    second: layer(second, [hidden, hidden], Math.SQRT2),
    output: layer(output, [hidden, outputs], gain),
  }
}

/** `tanh(tanh(x W₁ + b₁) W₂ + b₂) W₃ + b₃`, `[rows, outputs]` of `[rows, inputs]`. */
export function forward({ first, second, output }: Mlp, x: tf.Tensor2D): tf.Tensor2D {
  return linear(output, tf.tanh(linear(second, tf.tanh(linear(first, x)))))
}

function layer(key: Key, shape: readonly [number, number], gain: number): Linear {
  return {
    weight: tf.tensor2d(orthogonal(key, shape, gain), [...shape]),
    bias: tf.zeros([shape[1]]),
  }
}
