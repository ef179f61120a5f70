import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { keepFor } from './gradient.js'

/** Added to the scores of masked tokens: `exp` of it is exactly 0. */
const MASKED_SCORE = -1e9

/** Queries `[sequences · Lq, d]`, keys and values `[sequences · Lk, d]`, the heads side by side in d. */
export interface Projected {
  readonly queries: tf.Tensor2D
  readonly keys: tf.Tensor2D
  readonly values: tf.Tensor2D
}

export interface AttentionLayout {
  readonly sequences: number
  /** Lq */
  readonly queries: number
  /** Lk */
  readonly keys: number
  readonly heads: number
}

/**
 * `softmax(Q Kᵀ / √d_h) V` within each sequence and head, `[sequences · Lq, d]` (Vaswani et al. 2017).
 * `mask [sequences, Lk]` is 1 for keys that are attended to; all of them by default. It has no gradient.
 */
export function attention(
  projected: Projected,
  layout: AttentionLayout,
  mask?: tf.Tensor2D,
): tf.Tensor2D {
  if (hasKernel(FUSED.heads)) return fusedAttention(projected, layout, mask)
  return plainAttention(projected, layout, mask)
}

function fusedAttention(
  { queries, keys, values }: Projected,
  layout: AttentionLayout,
  mask?: tf.Tensor2D,
): tf.Tensor2D {
  const attributes = { ...layout }
  return tf.customGrad((q, k, v, save) => {
    const projected = { queries: q as tf.Tensor, keys: k as tf.Tensor, values: v as tf.Tensor }
    const [out, weights] = runKernel(
      FUSED.heads,
      { ...projected, ...(mask && { mask }) },
      attributes,
    )
    keepFor(save, [...Object.values(projected), weights])
    return {
      value: out,
      gradFunc: (dy: tf.Tensor, [queries, keys, values, kept]: tf.Tensor[]) =>
        runKernel(FUSED.headsGradient, { dy, queries, keys, values, weights: kept }, attributes),
    }
  })(queries, keys, values) as tf.Tensor2D
}

function plainAttention(
  { queries, keys, values }: Projected,
  layout: AttentionLayout,
  mask?: tf.Tensor2D,
): tf.Tensor2D {
  const { sequences, heads } = layout
  const width = queries.shape[1]
  const perHead = width / heads
  const byHead = (projected: tf.Tensor2D, steps: number) =>
    projected.reshape<tf.Tensor4D>([sequences, steps, heads, perHead]).transpose([0, 2, 1, 3])
  const scores = tf
    .matMul(byHead(queries, layout.queries), byHead(keys, layout.keys), false, true)
    .div(Math.sqrt(perHead))
  const weights = tf.softmax(mask ? scores.add(barrier(mask)) : scores)
  return tf
    .matMul(weights, byHead(values, layout.keys))
    .transpose([0, 2, 1, 3])
    .reshape([sequences * layout.queries, width])
}

/** 0 where attended to, else far below every score: `[sequences, 1, 1, Lk]`. */
function barrier(mask: tf.Tensor2D): tf.Tensor {
  const [sequences, keys] = mask.shape
  return mask.sub(1).mul(-MASKED_SCORE).reshape([sequences, 1, 1, keys])
}
