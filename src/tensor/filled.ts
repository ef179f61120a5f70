import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'

/** A tensor whose values `fill` writes over zeros; on wasm into the heap itself, without a copy. */
export function filled<T extends tf.Tensor>(
  shape: readonly number[],
  fill: (values: Float32Array) => void,
): T {
  if (hasKernel(FUSED.filled)) return runKernel(FUSED.filled, {}, { shape, fill })[0] as T
  const values = new Float32Array(shape.reduce((size, length) => size * length, 1))
  fill(values)
  return tf.tensor(values, [...shape]) as T
}
