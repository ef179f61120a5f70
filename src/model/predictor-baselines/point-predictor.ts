import type * as tf from '@tensorflow/tfjs'
import type { Params } from '../../tensor/params.js'
import type { Key } from '../../tensor/random.js'
import { overStocks } from '../layers/over-stocks.js'
import type { Sequences } from '../layers/sequences.js'

/** A model that predicts the mean of a label, not its spread. */
export interface PointPredictor<P extends Params> {
  init(key: Key): P
  /** `[B, N]` in the label's unit; cells outside the mask have no meaning. */
  forward(params: P, sequences: Sequences): tf.Tensor2D
  /** Squared error of labels `[B, N]`, 0 where masked. */
  loss(params: P, sequences: Sequences, labels: tf.Tensor2D): tf.Scalar
}

/** `mean_t mean_i (ŷ − y)²` */
export function squaredError(
  predicted: tf.Tensor2D,
  labels: tf.Tensor2D,
  mask: tf.Tensor2D,
): tf.Scalar {
  const squared = predicted.sub<tf.Tensor2D>(labels).square()
  return overStocks(squared, mask).mean<tf.Scalar>()
}

/**
 * `√(Σ m (y − ŷ)² / Σ m)` over the training range, the risk of every prediction. Blocks give
 * predictions, labels and masks of equal length; summed in double.
 */
export function residualDeviation(
  blocks: Iterable<Readonly<Record<'predicted' | 'labels' | 'mask', ArrayLike<number>>>>,
): number {
  let [sum, count] = [0, 0]
  for (const { predicted, labels, mask } of blocks) {
    for (let i = 0; i < mask.length; i++) {
      if (mask[i] === 0) continue
      sum += (labels[i] - predicted[i]) ** 2
      count++
    }
  }
  return Math.sqrt(sum / count)
}
