import * as tf from '@tensorflow/tfjs'
import { download } from '../tensor/download.js'
import type { ResidualPolicy } from './residual-book.js'

/** A policy by a network that is given windows newest first, `[L, m]`, on the open engine. */
export function networkPolicy(
  lookback: number,
  weights: (windows: tf.Tensor2D) => tf.Tensor1D,
  dispose: () => void,
): ResidualPolicy {
  return {
    lookback,
    decide({ count, values }) {
      if (count === 0) return new Float32Array()
      const byLag = newestFirst(values, count, lookback)
      return download(() => weights(tf.tensor2d(byLag, [lookback, count])))
    },
    dispose,
  }
}

function newestFirst(values: Float32Array, count: number, lookback: number): Float32Array {
  const byLag = new Float32Array(lookback * count)
  for (let asset = 0; asset < count; asset++) {
    for (let lag = 0; lag < lookback; lag++) {
      byLag[lag * count + asset] = values[asset * lookback + lookback - 1 - lag]
    }
  }
  return byLag
}
