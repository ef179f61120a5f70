import * as tf from '@tensorflow/tfjs'
import { keepFor } from '../tensor/gradient.js'
import { applyEach, combineEach } from '../tensor/linalg.js'

/** Factors that are not trained: weights W and betas β of B dates, `[B, K, n]` each. */
export interface FixedFactors {
  readonly weights: tf.Tensor3D
  readonly betas: tf.Tensor3D
}

/**
 * Asset weights of policy weights before normalisation, `Φᵀp = p − Wᵀ(βᵀp)`, `[B, n]`, with
 * `∂p = Φ ∂w = ∂w − β(W ∂w)`. Here Φ need not be symmetric: the betas are regressed, not made from W.
 */
export function composeFixed({ weights, betas }: FixedFactors, policy: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((p, save) => {
    keepFor(save, [weights, betas])
    return {
      value: through(p as tf.Tensor2D, betas, weights),
      gradFunc: (dy: tf.Tensor, [w, b]: tf.Tensor[]) =>
        through(dy as tf.Tensor2D, w as tf.Tensor3D, b as tf.Tensor3D),
    }
  })(policy) as tf.Tensor2D
}

/** `v − Bᵀ(A v)` on each date. */
function through(vectors: tf.Tensor2D, a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor2D {
  return tf.tidy(() => vectors.sub(combineEach(b, applyEach(a, vectors))))
}
