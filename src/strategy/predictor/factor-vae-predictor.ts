import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../data/source.js'
import type { FactorVaeParams, PredictingParams } from '../../model/factor-vae/params.js'
import { predict, predictWithWeights } from '../../model/factor-vae/predict.js'
import type { Activations } from '../../model/layers/gaussian-head.js'
import { factorReturns } from '../../residuals/chain.js'
import { disposeParams } from '../../tensor/params.js'
import type { Predicted, Predictor } from '../predictor.js'
import { decidingWindows } from './blocks.js'

export interface FactorPredictorOptions {
  readonly lookback: number
  readonly activations: Activations
}

/**
 * Predictions by the prior's mean. The posterior's mean is linear in the returns, so its portfolios ω
 * are published as factors with their returns `ω R`; without a posterior there are none.
 */
export function factorPredictor(
  params: PredictingParams | FactorVaeParams,
  options: FactorPredictorOptions,
): Predictor {
  const dispose = () => disposeParams(params)
  if (!hasPosterior(params)) {
    const predictOn = (view: MarketView, universe: Int32Array) =>
      priorPredictions(params, view, universe, options)
    return { factorCount: 0, predict: predictOn, dispose }
  }
  const factorCount = params.prior.query.shape[0]
  let weights = new Float32Array()
  return {
    factorCount,
    predict(view, universe) {
      const predicted = withFactors(params, view, universe, options)
      weights = predicted.factors.weights
      return predicted
    },
    realise: (returns) => ({ factors: { returns: factorReturns(weights, returns, factorCount) } }),
    dispose,
  }
}

function hasPosterior(params: PredictingParams | FactorVaeParams): params is FactorVaeParams {
  return 'posterior' in params
}

function priorPredictions(
  params: PredictingParams,
  view: MarketView,
  universe: Int32Array,
  { lookback, activations }: FactorPredictorOptions,
): Predicted {
  if (universe.length === 0) return { predictions: NO_PREDICTIONS }
  const [mean, risk] = downloaded(() => {
    const predicted = predict(params, decidingWindows(view, universe, lookback), activations)
    return [predicted.mean, predicted.sd]
  })
  return { predictions: { mean, risk } }
}

function withFactors(
  params: FactorVaeParams,
  view: MarketView,
  universe: Int32Array,
  { lookback, activations }: FactorPredictorOptions,
) {
  if (universe.length === 0) return { predictions: NO_PREDICTIONS, factors: NO_FACTORS }
  const [mean, risk, weights, betas] = downloaded(() => {
    const windows = decidingWindows(view, universe, lookback)
    const predicted = predictWithWeights(params, windows, activations)
    const byFactor = predicted.betas.transpose([0, 2, 1])
    return [predicted.mean, predicted.sd, predicted.weights, byFactor]
  })
  return { predictions: { mean, risk }, factors: { weights, betas } }
}

const NO_PREDICTIONS = { mean: new Float32Array(), risk: new Float32Array() }
const NO_FACTORS = { weights: new Float32Array(), betas: new Float32Array() }

/** Values of the tensors that `compute` returns; all its tensors are disposed. */
function downloaded(compute: () => tf.Tensor[]): Float32Array<ArrayBuffer>[] {
  const tensors = tf.tidy(compute)
  const values = tensors.map((tensor) => Float32Array.from(tensor.dataSync()))
  tf.dispose(tensors)
  return values
}
