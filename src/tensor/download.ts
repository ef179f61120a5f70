import * as tf from '@tensorflow/tfjs'

/**
 * The values of the tensor that `compute` returns; its other tensors are disposed. An array must not be
 * returned from `tf.tidy` itself, which would search each of its numbers for tensors.
 */
export function download(compute: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(compute)
  const values = tensor.dataSync<'float32'>().slice()
  tensor.dispose()
  return values
}
