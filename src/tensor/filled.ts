import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/fused.js'

/** A tensor whose values, all 0 at first, are written where they are to stay: no copy on wasm. */
export function filled<T extends tf.Tensor>(
  shape: readonly number[],
  fill: (values: Float32Array) => void,
): T {
  if (hasKernel(FUSED.filled)) return runKernel(FUSED.filled, {}, { shape, fill })[0] as T
  const values = new Float32Array(shape.reduce((size, length) => size * length, 1))
  fill(values)
  return tf.tensor(values, [...shape]) as T
}
