import * as tf from '@tensorflow/tfjs'

/**
 * The values of what `compute` makes, its other tensors freed. (Not an array out of `tf.tidy`: that looks
 * at every number of it for a tensor, which takes longer than making them.)
 */
export function download(compute: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(compute)
  const values = tensor.dataSync<'float32'>().slice()
  tensor.dispose()
  return values
}
