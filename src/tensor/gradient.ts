import * as tf from '@tensorflow/tfjs'

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

/** The value, hiding from the gradient where it came from. */
export function stopGradient<T extends tf.Tensor>(input: T): T {
  return tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }))(input) as T
}
