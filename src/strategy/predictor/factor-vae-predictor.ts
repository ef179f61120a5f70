import type { MarketView } from '../../data/source.js'
import type { FactorVaeParams, PredictingParams } from '../../model/factor-vae/params.js'
import { predict, predictWithWeights } from '../../model/factor-vae/predict.js'
import type { Activations } from '../../model/layers/gaussian-head.js'
import { factorReturns } from '../../residuals/chain.js'
import { disposeParams } from '../../tensor/params.js'
import { untargetedDates } from '../../training/horizon-returns.js'
import type { LabelOptions } from '../../training/labels.js'
import type { Predicted, Predictor } from '../predictor.js'
import { decidingWindows } from './blocks.js'
import { downloaded } from './downloaded.js'
import { posteriorOn } from './factor-posterior.js'

export interface FactorPredictorOptions {
  readonly lookback: number
  readonly activations: Activations
  /** What the posterior learnt to see of a date's returns. */
  readonly target: LabelOptions
}

/**
 * Predictions by the prior's mean. The posterior's mean is linear in the returns, so its portfolios ω
 * are published as factors with their returns `ω R`, and the posterior itself once a date has its
 * returns, where its label is the return of the date. Without a posterior there is the prior alone.
 */
export function factorPredictor(
  params: PredictingParams | FactorVaeParams,
  options: FactorPredictorOptions,
): Predictor {
  const latentCount = params.prior.query.shape[0]
  const dispose = () => disposeParams(params)
  if (hasPosterior(params)) return { ...guidedPredictor(params, options), latentCount, dispose }
  const predictOn = (view: MarketView, universe: Int32Array) =>
    priorPredictions(params, view, universe, options)
  return { factorCount: 0, latentCount, predict: predictOn, dispose }
}

function hasPosterior(params: PredictingParams | FactorVaeParams): params is FactorVaeParams {
  return 'posterior' in params
}

function guidedPredictor(
  params: FactorVaeParams,
  options: FactorPredictorOptions,
): Pick<Predictor, 'factorCount' | 'predict' | 'realise'> {
  const factorCount = params.prior.query.shape[0]
  const { target, activations } = options
  let weights = new Float32Array()
  let embedding = new Float32Array()
  return {
    factorCount,
    predict(view, universe) {
      const { embedding: seen, ...predicted } = withFactors(params, view, universe, options)
      weights = predicted.factors.weights
      embedding = seen
      return predicted
    },
    realise(returns) {
      const factors = { returns: factorReturns(weights, returns, factorCount) }
      if (untargetedDates(target) > 0) return { factors }
      const inputs = { embedding, returns, label: target.kind, sigmaFloor: activations.sigmaFloor }
      return { factors, latents: posteriorOn(params.posterior, inputs) }
    },
  }
}

function priorPredictions(
  params: PredictingParams,
  view: MarketView,
  universe: Int32Array,
  { lookback, activations }: FactorPredictorOptions,
): Predicted {
  if (universe.length === 0) return nothingPredicted(params)
  const [mean, risk, priorMean, priorRisk] = downloaded(() => {
    const predicted = predict(params, decidingWindows(view, universe, lookback), activations)
    return [predicted.mean, predicted.sd, predicted.factors.mean, predicted.factors.sd]
  })
  return { predictions: { mean, risk }, latents: { mean: priorMean, risk: priorRisk } }
}

function withFactors(
  params: FactorVaeParams,
  view: MarketView,
  universe: Int32Array,
  { lookback, activations }: FactorPredictorOptions,
) {
  if (universe.length === 0) {
    const none = new Float32Array()
    return { ...nothingPredicted(params), factors: NO_FACTORS, embedding: none }
  }
  const [mean, risk, priorMean, priorRisk, weights, betas, embedding] = downloaded(() => {
    const windows = decidingWindows(view, universe, lookback)
    const predicted = predictWithWeights(params, windows, activations)
    const { factors } = predicted
    const byFactor = predicted.betas.transpose([0, 2, 1])
    const prediction = [predicted.mean, predicted.sd, factors.mean, factors.sd]
    return [...prediction, predicted.weights, byFactor, predicted.embedding]
  })
  return {
    predictions: { mean, risk },
    latents: { mean: priorMean, risk: priorRisk },
    factors: { weights, betas },
    embedding,
  }
}

const NO_FACTORS = { weights: new Float32Array(), betas: new Float32Array() }

/** A date without a universe has no prediction, and no prior. */
function nothingPredicted({ prior }: PredictingParams): Predicted {
  const missing = () => new Float32Array(prior.query.shape[0]).fill(Number.NaN)
  return {
    predictions: { mean: new Float32Array(), risk: new Float32Array() },
    latents: { mean: missing(), risk: missing() },
  }
}
