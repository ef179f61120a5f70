import * as tf from '@tensorflow/tfjs'
import { keepFor } from '../../tensor/gradient.js'

/** `2 z e_kᵀ − ‖e_k‖²`, `[rows, K]`: the negative squared distance but for `‖z‖²`, by one product. */
export function closeness(tokens: tf.Tensor2D, codes: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(tokens, codes, false, true).mul(2).sub(codes.square().sum(1))
}

/** Index of the nearest code of each token, `[rows]` int32; the first of equal ones. */
export function nearestCodes(tokens: tf.Tensor2D, codes: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => closeness(tokens, codes).argMax(1) as tf.Tensor1D)
}

/** Codes `[rows, d]` of indices, as constants. */
export function fixedCodes(codes: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  return tf.customGrad((e, save) => {
    keepFor(save, [e as tf.Tensor])
    return {
      value: tf.gather(e as tf.Tensor, indices),
      gradFunc: (_: tf.Tensor, [saved]: tf.Tensor[]) => tf.zerosLike(saved),
    }
  })(codes) as tf.Tensor2D
}

/** Codes `[rows, d]` of indices with the gradient `∂e = oneHotᵀ ∂y`. */
export function movingCodes(codes: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  const count = codes.shape[0]
  return tf.customGrad((e, save) => {
    keepFor(save, [indices])
    return {
      value: tf.gather(e as tf.Tensor, indices),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        tf.matMul(oneHots(saved as tf.Tensor1D, count), dy as tf.Tensor2D, true),
    }
  })(codes) as tf.Tensor2D
}

/** The chosen codes in place of the tokens, whose gradient passes as if they were the tokens. */
export function straightThrough(tokens: tf.Tensor2D, chosen: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad(() => ({ value: chosen.clone(), gradFunc: (dy: tf.Tensor) => dy.clone() }))(
    tokens,
  ) as tf.Tensor2D
}

/** `[rows, K]`, 1 at each index. Cast afterwards: on wasm `oneHot` to float32 counts wrongly. */
export function oneHots(indices: tf.Tensor1D, count: number): tf.Tensor2D {
  return tf.oneHot(indices, count).toFloat() as tf.Tensor2D
}
