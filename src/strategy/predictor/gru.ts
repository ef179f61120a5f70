import type { z } from 'zod'
import { strategyInfo } from '../../catalogue.js'
import { setting } from '../../lib/settings.js'
import { type GruParams, gruPredictor } from '../../model/predictor-baselines/gru.js'
import { count } from '../../training/settings.js'
import { type PointParams, pointNetwork } from './point-network.js'
import { windowSetting } from './settings.js'
import { type TrainedPredictorConfig, trainedPredictor } from './trained-predictor.js'

const settings = {
  ...windowSetting,
  hidden: setting(count(1, 512).default(32), {
    description: 'width of the state, H',
    source: 'as `factor-vae`',
  }),
}

type GruConfig = z.output<z.ZodObject<typeof settings>> & TrainedPredictorConfig

/** FactorVAE's feature extractor with a linear output, trained on the squared error. */
export const gru = trainedPredictor<GruConfig, GruParams, PointParams<GruParams>>({
  info: strategyInfo('gru'),
  settings,
  lookback: ({ lookback }) => lookback,
  cells: ({ lookback, hidden }) => ({ floats: 6 * lookback * hidden, factorCount: 0 }),
  network: ({ lookback, hidden }, { characteristicCount }) =>
    pointNetwork(gruPredictor({ characteristicCount, hidden }), lookback),
})
