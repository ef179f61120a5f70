import * as tf from '@tensorflow/tfjs'
import { decode } from '../layers/factor-decoder.js'
import { ACTIVATIONS, type Activations } from '../layers/gaussian-head.js'
import { encode } from '../layers/gru-encoder.js'
import type { Normal } from '../layers/normal.js'
import type { Sequences } from '../layers/sequences.js'
import { exposuresOf } from './decoder.js'
import type { FactorVaeParams, PredictingParams } from './params.js'
import { factorWeights, posteriorOf } from './posterior.js'
import { priorOf } from './prior.js'

/** Distribution of each label, `[B, N]`, in the label's unit, with its factors and betas. */
export type Prediction = Normal & {
  /** Prior factors, `[B, K]`. */
  readonly factors: Normal
  /** `[B, N, K]` */
  readonly betas: tf.Tensor3D
}

/**
 * Predictions `decode(prior(e))`: the prior's mean, no draw and no label, so equal inputs give equal
 * bits. Cells outside the mask are finite and have no meaning.
 */
export function predict(
  params: PredictingParams,
  sequences: Sequences,
  activations: Activations = ACTIVATIONS,
): Prediction {
  return tf.tidy(() =>
    predictFrom(params, embed(params, sequences, activations), sequences.mask, activations),
  )
}

/** What of a date its posterior is computed from, besides the labels. */
export type GuidedPrediction = Prediction & {
  /** Factor weights `ω`, `[B, K, N]`: portfolios whose returns are the posterior's factors. */
  readonly weights: tf.Tensor3D
  /** `[B, N, H]` */
  readonly embedding: tf.Tensor3D
}

/** The same with the factor weights and the embeddings. */
export function predictWithWeights(
  params: FactorVaeParams,
  sequences: Sequences,
  activations: Activations = ACTIVATIONS,
): GuidedPrediction {
  return tf.tidy(() => {
    const embedding = embed(params, sequences, activations)
    return {
      ...predictFrom(params, embedding, sequences.mask, activations),
      embedding,
      weights: factorWeights(params.posterior, embedding, sequences.mask),
    }
  })
}

/** Posterior factors, `[B, K]`, and the labels' reconstruction by them, `[B, N]`. */
export function reconstruct(
  params: FactorVaeParams,
  sequences: Sequences,
  labels: tf.Tensor2D,
  activations: Activations = ACTIVATIONS,
): Normal & { readonly factors: Normal } {
  return tf.tidy(() => {
    const embedding = embed(params, sequences, activations)
    const observed = { labels, mask: sequences.mask }
    const factors = posteriorOf(params.posterior, embedding, observed, activations.sigmaFloor)
    return { ...decode(exposuresOf(params, embedding, activations), factors), factors }
  })
}

function embed(
  { extractor }: PredictingParams,
  sequences: Sequences,
  { leakySlope }: Activations,
): tf.Tensor3D {
  return encode(extractor, sequences, { leakySlope, training: false })
}

function predictFrom(
  params: PredictingParams,
  embedding: tf.Tensor3D,
  mask: tf.Tensor2D,
  activations: Activations,
): Prediction {
  const { mean, sd } = priorOf(params.prior, embedding, mask, activations)
  const exposures = exposuresOf(params, embedding, activations)
  return { ...decode(exposures, { mean, sd }), factors: { mean, sd }, betas: exposures.betas }
}
