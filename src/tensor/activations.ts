import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { keepFor } from './gradient.js'

/** `2 √(2/π)` and the cubic coefficient of the tanh form of GELU (Hendrycks & Gimpel 2016). */
const SCALE = 2 * Math.sqrt(2 / Math.PI)
const CUBIC = 0.044715

/**
 * GELU in its tanh form, `x σ(2u)` with `u = √(2/π) (x + 0.044715 x³)`: the same as
 * `½ x (1 + tanh u)`, by the sigmoid that every engine has fast. Any shape.
 */
export function gelu<T extends tf.Tensor>(input: T): T {
  if (hasKernel(FUSED.gelu)) return fusedGelu(input)
  return tf.customGrad((x, save) => {
    const argument = x as tf.Tensor
    const inner = tf.mul(
      argument,
      argument
        .square()
        .mul(SCALE * CUBIC)
        .add(SCALE),
    )
    const gate = tf.sigmoid(inner)
    keepFor(save, [argument, gate])
    return { value: tf.mul(argument, gate), gradFunc: geluGradient }
  })(input) as T
}

function fusedGelu<T extends tf.Tensor>(input: T): T {
  return tf.customGrad((x, save) => {
    keepFor(save, [x as tf.Tensor])
    return {
      value: runKernel(FUSED.gelu, { x: x as tf.Tensor })[0],
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        runKernel(FUSED.geluGradient, { dy, x: saved })[0],
    }
  })(input) as T
}

/** `∂x = ∂y · (s + x s (1 − s) · 2u′)`, with `2u′ = SCALE (1 + 3 · 0.044715 x²)`. */
function geluGradient(dy: tf.Tensor, [x, gate]: tf.Tensor[]): tf.Tensor {
  const slope = x
    .square()
    .mul(3 * SCALE * CUBIC)
    .add(SCALE)
  const bend = tf.mul(tf.mul(x, slope), tf.sub(1, gate))
  return tf.mul(dy, tf.mul(gate, bend.add(1)))
}
