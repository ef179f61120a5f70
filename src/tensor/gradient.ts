import * as tf from '@tensorflow/tfjs'

/**
 * Keeps tensors alive until a custom gradient runs, which receives them as its second argument. A tensor
 * that the gradient only closes over may be disposed by then, with the tidy of the forward pass.
 *
 * `save` is what `tf.customGrad` passes as its function's last argument, typed there as a tensor.
 */
export function keepFor(save: tf.Tensor | tf.GradSaveFunc, tensors: readonly tf.Tensor[]): void {
  const keep = save as tf.GradSaveFunc
  keep([...tensors])
}

/** The value as a constant: its gradient is 0. */
export function stopGradient<T extends tf.Tensor>(input: T): T {
  return tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }))(input) as T
}
