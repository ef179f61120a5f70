import * as tf from '@tensorflow/tfjs'
import { keepFor } from '../tensor/gradient.js'
import { matMul } from '../tensor/linalg.js'
import { type Key, split, uniforms } from '../tensor/random.js'

/** A dense layer over columns: `y = W x + b`, weight `[out, in]`, bias `[out, 1]`. */
export type Dense = {
  readonly weight: tf.Tensor2D
  readonly bias: tf.Tensor2D
}

/** Uniform ± 1/√inputs, as in PyTorch; another bound, and biases of 0, where one is given. */
export function initDense(key: Key, [out, inputs]: [number, number], bound?: number): Dense {
  const [weightKey, biasKey] = split(key, 2)
  const draw = (of: Key, columns: number, size: number) =>
    tf.tensor2d(
      uniforms(of, out * columns).map((u) => (2 * u - 1) * size),
      [out, columns],
    )
  const usual = 1 / Math.sqrt(inputs)
  return {
    weight: draw(weightKey, inputs, bound ?? usual),
    bias: draw(biasKey, 1, bound === undefined ? usual : 0),
  }
}

/** `W x + b`, `[out, J]` of `[in, J]`; `isData` where x has no gradient. */
export function dense({ weight, bias }: Dense, x: tf.Tensor2D, isData = false): tf.Tensor2D {
  return matMul(weight, x, isData ? 'left' : 'both').add(bias)
}

/** Running sums of residual windows `[L, J]`, newest first, as paths `[L, J]`, oldest first. */
export function pathsOf(windows: tf.Tensor2D): tf.Tensor2D {
  const lookback = windows.shape[0]
  return tf.matMul(runningSums(lookback), windows)
}

/** `[L, L]`: row l sums the l + 1 oldest, which are the last columns. */
function runningSums(lookback: number): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: lookback ** 2 }, (_, i) =>
      (i % lookback) + Math.floor(i / lookback) >= lookback - 1 ? 1 : 0,
    ),
    [lookback, lookback],
  )
}

/** `Σ_l x_l`, `[C, 1, J]` of `[C, L, J]`, by a product with a row of ones. */
export function sumOver(x: tf.Tensor3D): tf.Tensor3D {
  const [channels, length] = x.shape
  return tf.customGrad((values, save) => {
    keepFor(save, [])
    return {
      value: tf.matMul(tf.ones([channels, 1, length]), values as tf.Tensor3D),
      gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.ones([1, length, 1])),
    }
  })(x) as tf.Tensor3D
}

/** `(x − mean) / √(Var + ε)` over the middle of `[C, L, J]`, population variance. */
export function standardise(x: tf.Tensor3D, epsilon: number): tf.Tensor3D {
  const [, length] = x.shape
  return tf.customGrad((input, save) => {
    const values = input as tf.Tensor3D
    const mean = (of: tf.Tensor) => sumOver(of as tf.Tensor3D).div(length)
    const centred = tf.sub(values, mean(values))
    const deviation = tf.sqrt(mean(centred.square()).add(epsilon))
    const scaled = centred.div(deviation)
    keepFor(save, [scaled, deviation])
    return {
      value: scaled,
      gradFunc: (dy: tf.Tensor, [y, sd]: tf.Tensor[]) =>
        dy
          .sub(mean(dy))
          .sub(y.mul(mean(dy.mul(y))))
          .div(sd),
    }
  })(x) as tf.Tensor3D
}
