import * as tf from '@tensorflow/tfjs'
import { ACTIVATIONS, type Activations, gaussianHead } from '../layers/gaussian-head.js'
import type { Normal } from '../layers/normal.js'
import { attentionWeights } from './attention-weights.js'
import { headCosines } from './cosines.js'
import type { PriorParams } from './params.js'

/** Prior distribution of the factors given the embeddings alone, `[B, K]`. */
export interface Prior extends Normal {
  /** `[B, K]`, 0 where no asset's cosine with the query is positive and the head is uniform. */
  readonly attending: tf.Tensor2D
}

/**
 * Factor predictor: head k attends over assets by the cosines of their keys with `q_k`,
 * `h_k = Σ_i a_i e_i V_k`, and one network makes `μ_k, σ_k` of each `h_k` (Duan et al. 2022, factor
 * predictor). Values are linear, so the assets are averaged first and then multiplied by `V_k`.
 */
export function priorOf(
  params: PriorParams,
  embedding: tf.Tensor3D,
  mask: tf.Tensor2D,
  activations: Activations = ACTIVATIONS,
): Prior {
  const [dates, stocks, width] = embedding.shape
  const factors = params.query.shape[0]
  const rows = embedding.reshape<tf.Tensor2D>([dates * stocks, width])
  const cosines = headCosines(params, rows).reshape<tf.Tensor3D>([dates, stocks, factors])
  const { weights, attending } = attentionWeights(cosines, mask)
  const context = headValues(params.value, tf.matMul(weights, embedding, true, false))
  const { mean, sd } = gaussianHead(params.distribution, context, activations)
  return { mean: mean.reshape([dates, factors]), sd: sd.reshape([dates, factors]), attending }
}

/** `x_bk V_k`, `[B·K, H]` of averages `[B, K, H]`. */
function headValues(value: tf.Tensor3D, averages: tf.Tensor3D): tf.Tensor2D {
  const [dates, factors, width] = averages.shape
  return tf
    .matMul(averages.transpose([1, 0, 2]), value)
    .transpose([1, 0, 2])
    .reshape([dates * factors, width])
}
