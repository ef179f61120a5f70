import * as tf from '@tensorflow/tfjs'
import { keepFor } from '../../tensor/gradient.js'
import type { PriorParams } from './params.js'

/** Added to squared norms, so that neither a norm nor its gradient divides by 0. */
const NORM_EPSILON = 1e-12

/**
 * Cosines of every asset's key with its factor's query, `e W_k · q_k / (‖e W_k‖ ‖q_k‖)`, `[rows, K]` of
 * embeddings `[rows, H]`. The product is `e (W_k q_k)`; only the norm needs the keys.
 */
export function headCosines(
  { query, key }: Pick<PriorParams, 'query' | 'key'>,
  embedding: tf.Tensor2D,
): tf.Tensor2D {
  const [factors, width] = query.shape
  const inputs = key.shape[0]
  const towards = key.reshape([inputs, factors, width]).mul(query).sum<tf.Tensor2D>(2)
  const queryNorms = query.square().sum(1).add(NORM_EPSILON).sqrt()
  return tf.matMul(embedding, towards).div(keyNorms(embedding, key, factors).mul(queryNorms))
}

/**
 * `‖e W_k‖`, `[rows, K]`, with `∂(e W_k) = ∂n / n · e W_k`: one pass over the keys each way instead of
 * the five of plain operations.
 */
function keyNorms(embedding: tf.Tensor2D, key: tf.Tensor2D, factors: number): tf.Tensor2D {
  const rows = embedding.shape[0]
  const width = key.shape[1] / factors
  return tf.customGrad((e, w, save) => {
    const keys = tf.matMul(e as tf.Tensor2D, w as tf.Tensor2D).reshape([rows, factors, width])
    const norms = keys.square().sum(2).add(NORM_EPSILON).sqrt()
    keepFor(save, [e as tf.Tensor, w as tf.Tensor, keys, norms])
    return {
      value: norms,
      gradFunc: (dy: tf.Tensor, [left, right, products, n]: tf.Tensor[]) => {
        const scale = dy.div(n).expandDims(2)
        const byKeys = products.mul(scale).reshape<tf.Tensor2D>([rows, factors * width])
        return [
          tf.matMul(byKeys, right as tf.Tensor2D, false, true),
          tf.matMul(left as tf.Tensor2D, byKeys, true, false),
        ]
      },
    }
  })(embedding, key) as tf.Tensor2D
}
