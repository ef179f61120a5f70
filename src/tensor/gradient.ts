import type * as tf from '@tensorflow/tfjs'

/**
 * Keeps tensors alive until a custom gradient runs, and hands them to it. What a gradient closes over
 * instead may be gone by then: the tidy around the forward pass has ended.
 *
 * `save` is what `tf.customGrad` passes as its function's last argument, typed there as a tensor.
 */
export function keepFor(save: tf.Tensor | tf.GradSaveFunc, tensors: readonly tf.Tensor[]): void {
  const keep = save as tf.GradSaveFunc
  keep([...tensors])
}
