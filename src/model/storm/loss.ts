import * as tf from '@tensorflow/tfjs'
import { decode } from '../layers/factor-decoder.js'
import { divergence, negativeLogLikelihood } from '../layers/normal.js'
import { infoNce } from './contrast.js'
import { type Encoded, encode } from './encode.js'
import { factorTokensOf } from './factors.js'
import { exposuresOf, posteriorOf, priorOf } from './heads.js'
import type { StormInputs, StormTargets } from './inputs.js'
import type { StormParams } from './params.js'
import type { CodebookUpdate } from './quantise.js'
import { type QuantisedModules, quantiseModules, sumOfLosses } from './quantise-modules.js'
import { reconstructionErrors } from './reconstruction.js'
import type { StormShape } from './shape.js'

/** Terms of the loss, all minimised, in the order in which they are reported. */
export const STORM_TERMS = [
  'reconstructionTimeSeries',
  'reconstructionCrossSection',
  'commitment',
  'codebook',
  'diversity',
  'orthogonality',
  'contrast',
  'nll',
  'kl',
  'priorNll',
] as const

export type StormTerm = (typeof STORM_TERMS)[number]

/** Unweighted; those of a module that is left out are absent. */
export type StormTerms = Readonly<Partial<Record<StormTerm, tf.Scalar>>>

export type StormWeights = Readonly<Record<StormTerm, number>>

export interface LossOptions {
  readonly update: CodebookUpdate
  /** False in the warm-up, whose tokens are not quantised: no loss of a codebook then. */
  readonly quantised: boolean
}

export interface StormEvaluation {
  readonly terms: StormTerms
  /** Tokens, and the codes that were chosen for them, by module; none in the warm-up. */
  readonly encoded: Encoded
  readonly modules: QuantisedModules
}

/** Each term once, with its sign: see section 7.6 of the published defects. */
export function stormTerms(
  params: StormParams,
  inputs: StormInputs,
  targets: StormTargets,
  shape: StormShape,
  options: LossOptions,
): StormEvaluation {
  const encoded = encode(params, inputs, shape)
  const modules = options.quantised ? quantiseModules(params, encoded, inputs, shape, options) : {}
  const quantised = {
    timeSeries: modules.timeSeries?.tokens ?? encoded.timeSeries,
    crossSection: modules.crossSection?.tokens ?? encoded.crossSection,
  }
  const tokens = factorTokensOf(encoded, quantised, inputs, shape)
  const { timeSeries, crossSection } = tokens.means
  const terms = {
    ...reconstructionErrors(params, quantised, { inputs, targets }, shape),
    ...sumOfLosses(modules),
    ...(crossSection && shape.codes.timeSeries && { contrast: infoNce(timeSeries, crossSection) }),
    ...returnTerms(params, tokens, targets, shape),
  }
  return { terms, encoded, modules }
}

/** `Σ weight · term` */
export function weightedSum(terms: StormTerms, weights: StormWeights): tf.Scalar {
  return tf.addN(
    STORM_TERMS.flatMap((name) => {
      const term = terms[name]
      return term && weights[name] > 0 ? [term.mul<tf.Scalar>(weights[name])] : []
    }),
  )
}

/** Likelihoods by the posterior and by the prior, and the mean over tokens of their divergence. */
function returnTerms(
  params: StormParams,
  tokens: ReturnType<typeof factorTokensOf>,
  { labels, labelled }: StormTargets,
  { heads }: StormShape,
) {
  const [dates] = labels.shape
  const posterior = posteriorOf(params, tokens, { labels, labelled })
  const prior = priorOf(params, tokens, { dates, heads })
  const exposures = exposuresOf(params, tokens, dates)
  const likelihood = (of: typeof prior) =>
    negativeLogLikelihood(labels, decode(exposures, of), labelled).mean<tf.Scalar>()
  return {
    nll: likelihood(posterior),
    kl: divergence(posterior, prior).mean<tf.Scalar>().div<tf.Scalar>(prior.mean.shape[1]),
    priorNll: likelihood(prior),
  }
}
