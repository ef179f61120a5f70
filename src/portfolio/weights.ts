import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { keepFor } from '../tensor/gradient.js'

/** Keeps the division finite for a book without positions. */
const NORM_EPSILON = 1e-8

/** `w / (‖w‖₁ + ε)` on each of B dates, `[B, n]`. */
export function normalise(weights: tf.Tensor2D): tf.Tensor2D {
  if (hasKernel(FUSED.normalise)) return fused(weights)
  return tf.tidy(() => weights.div(weights.abs().sum(1, true).add(NORM_EPSILON)))
}

/** `w` less its mean over the assets of a date's universe, `[B, n]`, so that `Σ w = 0`. */
export function dollarNeutral(weights: tf.Tensor2D, members: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const count = tf.maximum(members.sum(1, true), 1)
    const mean = weights.mul(members).sum(1, true).div(count)
    return weights.sub(mean.mul(members))
  })
}

function fused(weights: tf.Tensor2D): tf.Tensor2D {
  const epsilon = { epsilon: NORM_EPSILON }
  return tf.customGrad((w, save) => {
    const [books] = runKernel(FUSED.normalise, { weights: w as tf.Tensor }, epsilon)
    keepFor(save, [w as tf.Tensor, books])
    return {
      value: books,
      gradFunc: (dy: tf.Tensor, [held, book]: tf.Tensor[]) =>
        runKernel(FUSED.normaliseGradient, { dy, weights: held, books: book }, epsilon)[0],
    }
  })(weights) as tf.Tensor2D
}
