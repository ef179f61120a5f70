import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { dropoutDraw, dropoutMask, type Key } from './random.js'

/** A dropout mask, 0 or `1 / (1 − rate)`; a key gives the same mask on every engine. */
export function dropout(key: Key, [rows, columns]: [number, number], rate: number): tf.Tensor2D {
  if (!hasKernel(FUSED.dropout)) {
    return tf.tensor2d(dropoutMask(key, rows * columns, rate), [rows, columns])
  }
  const [mask] = runKernel(FUSED.dropout, {}, { rows, columns, ...dropoutDraw(key, rate) })
  return mask as tf.Tensor2D
}
