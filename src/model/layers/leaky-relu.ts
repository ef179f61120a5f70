import * as tf from '@tensorflow/tfjs'
import { keepFor } from '../../tensor/gradient.js'

/** PyTorch's default. */
export const LEAKY_SLOPE = 0.01

/** `max(x, 0) + slope · min(x, 0)`, any shape: `x` times a gate of 1 or slope, which is its gradient. */
export function leakyRelu<T extends tf.Tensor>(input: T, slope = LEAKY_SLOPE): T {
  return tf.customGrad((x, save) => {
    const gate = tf.step(x as tf.Tensor, slope)
    keepFor(save, [gate])
    return {
      value: tf.mul(x as tf.Tensor, gate),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, saved),
    }
  })(input) as T
}
