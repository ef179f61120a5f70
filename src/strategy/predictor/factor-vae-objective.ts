import * as tf from '@tensorflow/tfjs'
import {
  combined,
  type LossWeights,
  lossTerms,
  unguidedTerms,
} from '../../model/factor-vae/loss.js'
import type { FactorVaeParams, PredictingParams } from '../../model/factor-vae/params.js'
import type { Activations } from '../../model/layers/gaussian-head.js'
import type { PredictorBlock } from './blocks.js'
import type { PredictorObjective } from './network.js'

/** Metrics: mean NLL of the reconstruction, `Σ_k KL`, NLL of the prior, share of heads without gradient. */
export function guidedObjective(
  params: FactorVaeParams,
  { sequences, labels }: PredictorBlock,
  weights: LossWeights & { readonly activations: Activations },
): PredictorObjective {
  const terms = lossTerms(params, sequences, labels, weights.activations)
  return {
    loss: combined(terms, sequences.mask, weights),
    metrics: [
      terms.reconstruction.mean<tf.Scalar>(),
      terms.divergence.mean<tf.Scalar>(),
      terms.prediction.mean<tf.Scalar>(),
      deadHeads(terms.attending),
    ],
  }
}

/** Metrics: NLL of the prior, which is the loss, and the share of heads without gradient. */
export function unguidedObjective(
  params: PredictingParams,
  { sequences, labels }: PredictorBlock,
  activations: Activations,
): PredictorObjective {
  const { prediction, attending } = unguidedTerms(params, sequences, labels, activations)
  const loss = prediction.mean<tf.Scalar>()
  return { loss, metrics: [loss, deadHeads(attending)] }
}

function deadHeads(attending: tf.Tensor1D): tf.Scalar {
  return tf.sub(1, attending.mean())
}
