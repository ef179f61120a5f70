import * as tf from '@tensorflow/tfjs'

/** Values of the tensors that `compute` returns; all its tensors are disposed. */
export function downloaded(compute: () => tf.Tensor[]): Float32Array<ArrayBuffer>[] {
  const tensors = tf.tidy(compute)
  const values = tensors.map((tensor) => Float32Array.from(tensor.dataSync()))
  tf.dispose(tensors)
  return values
}
