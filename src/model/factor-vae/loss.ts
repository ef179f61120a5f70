import * as tf from '@tensorflow/tfjs'
import { decode } from '../layers/factor-decoder.js'
import { ACTIVATIONS, type Activations } from '../layers/gaussian-head.js'
import { encode } from '../layers/gru-encoder.js'
import { divergence, negativeLogLikelihood } from '../layers/normal.js'
import { stockCounts } from '../layers/over-stocks.js'
import type { Sequences } from '../layers/sequences.js'
import { exposuresOf } from './decoder.js'
import type { FactorVaeParams, PredictingParams } from './params.js'
import { posteriorOf } from './posterior.js'
import { priorOf } from './prior.js'

export interface LossWeights {
  /**
   * Weight of `KL_sum / N_t` beside a mean likelihood; 1 is the evidence lower bound. A weight of N,
   * as γ = 1 beside a mean implies, makes the posterior collapse onto the prior.
   */
  readonly klWeight: number
  /** Weight of the likelihood of the prior's own prediction; 0 as published. */
  readonly priorWeight: number
}

/** Parts of the loss, one number per date, `[B]`. */
export interface LossTerms {
  /** Mean negative log likelihood of the posterior's reconstruction. */
  readonly reconstruction: tf.Tensor1D
  /** `Σ_k KL(posterior ‖ prior)` */
  readonly divergence: tf.Tensor1D
  /** Mean negative log likelihood of the prior's prediction. */
  readonly prediction: tf.Tensor1D
  /** Share of heads with a positive cosine; the others are uniform and have no gradient. */
  readonly attending: tf.Tensor1D
}

/**
 * `mean_t [ NLL(y; decode(posterior)) + klWeight · KL_sum / N_t + priorWeight · NLL(y; decode(prior)) ]`
 * (Duan et al. 2022, with the divergence per asset as the likelihood is). `[B]` terms as `lossTerms`.
 */
export function combined(
  { reconstruction, divergence: apart, prediction }: LossTerms,
  mask: tf.Tensor2D,
  { klWeight, priorWeight }: LossWeights,
): tf.Scalar {
  const perStock = apart.mul(tf.step(mask.sum(1))).div(stockCounts(mask))
  return reconstruction
    .add(perStock.mul(klWeight))
    .add(prediction.mul(priorWeight))
    .mean<tf.Scalar>()
}

/** The terms of a block with labels `[B, N]`, 0 where masked. */
export function lossTerms(
  params: FactorVaeParams,
  sequences: Sequences,
  labels: tf.Tensor2D,
  activations: Activations = ACTIVATIONS,
): LossTerms {
  return tf.tidy(() => {
    const { mask } = sequences
    const embedding = encode(params.extractor, sequences, activations)
    const prior = priorOf(params.prior, embedding, mask, activations)
    const observed = { labels, mask }
    const posterior = posteriorOf(params.posterior, embedding, observed, activations.sigmaFloor)
    const exposures = exposuresOf(params, embedding, activations)
    return {
      reconstruction: negativeLogLikelihood(labels, decode(exposures, posterior), mask),
      divergence: divergence(posterior, prior),
      prediction: negativeLogLikelihood(labels, decode(exposures, prior), mask),
      attending: prior.attending.mean<tf.Tensor1D>(1),
    }
  })
}

/** Without posterior guidance: only the prediction's likelihood, without a posterior. */
export function unguidedTerms(
  params: PredictingParams,
  sequences: Sequences,
  labels: tf.Tensor2D,
  activations: Activations = ACTIVATIONS,
): Pick<LossTerms, 'prediction' | 'attending'> {
  return tf.tidy(() => {
    const { mask } = sequences
    const embedding = encode(params.extractor, sequences, activations)
    const prior = priorOf(params.prior, embedding, mask, activations)
    const predicted = decode(exposuresOf(params, embedding, activations), prior)
    return {
      prediction: negativeLogLikelihood(labels, predicted, mask),
      attending: prior.attending.mean<tf.Tensor1D>(1),
    }
  })
}
