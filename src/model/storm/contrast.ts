import * as tf from '@tensorflow/tfjs'
import { norms } from './code-losses.js'

/** What cosines are multiplied by: `exp(1)`, as released. */
const SCALE = Math.E

/**
 * InfoNCE of paired embeddings `[B, d]`: the mean of both cross-entropies of the logits `e · cos(a_i, b_j)` against i = j
 * (van den Oord et al. 2018); ln B where they tell nothing.
 */
export function infoNce(a: tf.Tensor2D, b: tf.Tensor2D): tf.Scalar {
  const unit = (x: tf.Tensor2D) => x.div<tf.Tensor2D>(norms(x))
  const logits = tf.matMul(unit(a), unit(b), false, true).mul<tf.Tensor2D>(SCALE)
  const matching = tf.eye(a.shape[0])
  const entropy = (of: tf.Tensor2D) =>
    tf.logSoftmax(of).mul(matching).sum<tf.Scalar>().div<tf.Scalar>(-a.shape[0])
  return entropy(logits).add<tf.Scalar>(entropy(logits.transpose())).div(2)
}
