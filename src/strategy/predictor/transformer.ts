import type { z } from 'zod'
import { strategyInfo } from '../../catalogue.js'
import { setting } from '../../lib/settings.js'
import {
  type TransformerParams,
  transformerPredictor,
} from '../../model/predictor-baselines/transformer.js'
import { count } from '../../training/settings.js'
import { type PointParams, pointNetwork } from './point-network.js'
import { windowSetting } from './settings.js'
import { type TrainedPredictorConfig, trainedPredictor } from './trained-predictor.js'

const settings = {
  ...windowSetting,
  heads: setting(count(1, 16).default(4), {
    description: 'attention heads of a block',
    source: 'convention',
  }),
  headWidth: setting(count(1, 128).default(8), {
    description: 'width of a head; a token has `heads · headWidth`',
    source: 'as wide as `factor-vae`',
  }),
  blockCount: setting(count(1, 12).default(1), {
    description: 'encoder blocks; of the last one, only the newest token is computed',
    source: 'house: two take several times as long',
  }),
}

type TransformerConfig = z.output<z.ZodObject<typeof settings>> & TrainedPredictorConfig

/** An encoder over the window of each stock by itself, trained on the squared error. */
export const transformer = trainedPredictor<
  TransformerConfig,
  TransformerParams,
  PointParams<TransformerParams>
>({
  info: strategyInfo('transformer'),
  settings,
  lookback: ({ lookback }) => lookback,
  cells: ({ lookback, heads, headWidth, blockCount }) => ({
    floats: lookback * blockCount * (24 * heads * headWidth + 2 * heads * lookback),
    factorCount: 0,
  }),
  network({ lookback, heads, headWidth, blockCount }, { characteristicCount }) {
    const shape = { characteristicCount, lookback, width: heads * headWidth, heads, blockCount }
    return pointNetwork(transformerPredictor(shape), lookback)
  },
})
