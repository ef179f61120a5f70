import * as tf from '@tensorflow/tfjs'

/** Keeps the division finite where nothing is held. */
export const NORM_EPSILON = 1e-8

/** `w / (‖w‖₁ + ε)` on each of B dates, `[B, n]`. */
export function normalise(weights: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => weights.div(weights.abs().sum(1, true).add(NORM_EPSILON)))
}
