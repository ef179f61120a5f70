import type * as tf from '@tensorflow/tfjs'
import { type Key, split } from '../../tensor/random.js'
import { LEAKY_SLOPE, leakyRelu } from './leaky-relu.js'
import { initLinear, type Linear, linear } from './linear.js'

/** A network of one hidden layer. */
export type Mlp = {
  readonly hidden: Linear
  readonly output: Linear
}

/** `LeakyReLU(x W₁ + b₁) W₂ + b₂`, `[rows, out]` of `[rows, in]`. */
export function mlp({ hidden, output }: Mlp, x: tf.Tensor2D, slope = LEAKY_SLOPE): tf.Tensor2D {
  return linear(output, leakyRelu(linear(hidden, x), slope))
}

export function initMlp(
  key: Key,
  [inputs, width, outputs]: readonly [number, number, number],
): Mlp {
  const [hiddenKey, outputKey] = split(key, 2)
  return {
    hidden: initLinear(hiddenKey, [inputs, width]),
    output: initLinear(outputKey, [width, outputs]),
  }
}
