import * as tf from '@tensorflow/tfjs'
import { z } from 'zod'
import { strategyInfo } from '../../catalogue.js'
import type { MarketView } from '../../data/source.js'
import { setting } from '../../lib/settings.js'
import {
  DEFAULT_RIDGE,
  fitRidge,
  type LaggedFeatures,
  predictRidge,
} from '../../model/ridge-predictor.js'
import { disposeParams } from '../../tensor/params.js'
import { epochOf } from '../../training/epochs.js'
import { count } from '../../training/settings.js'
import { resultCellBytes } from '../inputs.js'
import type { Predictor } from '../predictor.js'
import { type PredictorConfig, predictorStrategy } from './predictor-strategy.js'
import { predictorData } from './training-data.js'

const settings = {
  lags: setting(
    z
      .array(count(0, 251))
      .min(1)
      .default([...DEFAULT_RIDGE.lags]),
    {
      description: 'dates before the newest whose characteristics are regressors',
      source: 'house: six rows of the window that the other predictors read',
    },
  ),
  penalty: setting(z.number().positive().max(1e6).default(DEFAULT_RIDGE.penalty), {
    description: 'λ in units of the mean diagonal of `XᵀX`',
    source: 'house: S&P 500, 2006–07',
  }),
}

type RidgeConfig = z.output<z.ZodObject<typeof settings>> & PredictorConfig

/** Coefficients, lag-major, and the deviation of the residuals over the train range. */
type RidgeParams = { readonly coefficients: tf.Tensor1D; readonly risk: tf.Scalar }

/** Dates and bytes for the normal equations of a date, summed in double. */
const STEP = { dates: 1, bytesPerCell: 2000 }

/** Linear regression on lagged characteristics in closed form: one fit, no random numbers. */
export const ridge = predictorStrategy<RidgeConfig>({
  info: strategyInfo('ridge'),
  defaultSeedCount: 1,
  settings,
  memory: () => ({ step: STEP, bytesPerResultCell: resultCellBytes(0) }),
  async fit(view, range, { config, seed, onEpoch }) {
    const data = predictorData(view, range, config, { lookback: Math.max(...config.lags) + 1 })
    const targets = { labels: data.labels, from: data.first, to: data.end }
    const { coefficients, residualDeviation } = fitRidge(featuresOf(view), targets, config)
    const epoch = { ...epochOf({ loss: residualDeviation ** 2 }), seed, epoch: 0, best: true }
    onEpoch(epoch, 1)
    const params: RidgeParams = {
      coefficients: tf.tensor1d(Float32Array.from(coefficients)),
      risk: tf.scalar(residualDeviation),
    }
    return { params, epochs: [epoch] }
  },
  predictor: (params, config) => ridgePredictor(params as RidgeParams, config), // written by `fit`
})

function ridgePredictor(params: RidgeParams, { lags, penalty }: RidgeConfig): Predictor {
  const [residualDeviation] = params.risk.dataSync()
  const coefficients = Float64Array.from(params.coefficients.dataSync())
  disposeParams(params)
  const fitted = { settings: { lags, penalty }, coefficients, residualDeviation, count: 0 }
  return {
    factorCount: 0,
    hasOneRisk: true,
    predict(view, universe) {
      const mean = predictRidge(fitted, featuresOf(view), view.dates.length, universe)
      const risk = new Float32Array(universe.length).fill(residualDeviation)
      return { predictions: { mean: Float32Array.from(mean), risk } }
    },
    dispose() {},
  }
}

function featuresOf({ characteristics, assets }: MarketView): LaggedFeatures {
  const { values, definitions } = characteristics
  return { values, assetCount: assets.length, featureCount: definitions.length }
}
