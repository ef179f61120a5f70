import * as tf from '@tensorflow/tfjs'
import { dropout } from '../tensor/dropout.js'
import { split } from '../tensor/random.js'
import { type Dense, dense, initDense, pathsOf } from './layers.js'
import type { TrainedPolicy } from './trained-policy.js'

export interface FourierFfnShape {
  readonly lookback: number
  readonly dropout: number
  /** A factor on the cumulative residuals. */
  readonly inputScale: number
}

export type FourierFfnParams = {
  /** L → 16 → 8 → 4 → 1 */
  readonly first: Dense
  readonly second: Dense
  readonly third: Dense
  readonly last: Dense
}

const WIDTHS = [16, 8, 4, 1] as const

/**
 * The real discrete Fourier transform of the cumulative window, and a small network on it
 * (Guijarro-Ordonez, Pelger and Zanotti, "Deep Learning Statistical Arbitrage"): real parts of the
 * bins 0 … L/2, imaginary parts of those between, then L-16-8-4-1 with ReLU and dropout. The transform
 * is a product with constants, without gradient.
 */
export function fourierFfn(shape: FourierFfnShape): TrainedPolicy<FourierFfnParams> {
  return {
    init(key) {
      const keys = split(key, 4)
      const widths = [shape.lookback, ...WIDTHS]
      const [first, second, third, last] = keys.map((one, k) =>
        initDense(one, [widths[k + 1], widths[k]]),
      )
      return { first, second, third, last }
    },
    weights: ({ first, second, third, last }, windows, { dropoutKey } = {}) =>
      tf.tidy(() => {
        const keys = dropoutKey && split(dropoutKey, 3)
        const hidden = (layer: Dense, x: tf.Tensor2D, k: number) => {
          const active = tf.relu(dense(layer, x, k === 0))
          return keys
            ? active.mul<tf.Tensor2D>(dropout(keys[k], active.shape, shape.dropout))
            : active
        }
        const features = fourierFeatures(pathsOf(windows).mul(shape.inputScale))
        const top = hidden(third, hidden(second, hidden(first, features, 0), 1), 2)
        return dense(last, top).flatten()
      }),
  }
}

/** `[L, J]` of paths `[L, J]`, oldest first: `Re X_0 … Re X_(L/2)`, then `Im X_1 …`, of `Σ x_n e^(−2πikn/L)`. */
export function fourierFeatures(paths: tf.Tensor2D): tf.Tensor2D {
  const length = paths.shape[0]
  const realCount = Math.floor(length / 2) + 1
  const basis = Float32Array.from({ length: length ** 2 }, (_, i) => {
    const [row, n] = [Math.floor(i / length), i % length]
    const bin = row < realCount ? row : row - realCount + 1
    const angle = (2 * Math.PI * bin * n) / length
    return row < realCount ? Math.cos(angle) : -Math.sin(angle)
  })
  return tf.matMul(tf.tensor2d(basis, [length, length]), paths)
}
