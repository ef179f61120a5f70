import * as tf from '@tensorflow/tfjs'
import type { z } from 'zod'
import { strategyInfo } from '../../catalogue.js'
import { setting } from '../../lib/settings.js'
import {
  type AutoencoderParams,
  type AutoencoderShape,
  conditionalAutoencoder,
} from '../../model/predictor-baselines/conditional-autoencoder.js'
import { count } from '../../training/settings.js'
import type { PredictorBlock } from './blocks.js'
import type { PredictorNetwork } from './network.js'
import {
  deviationOver,
  type PointParams,
  pointPredictions,
  trainedOnLoss,
} from './point-network.js'
import { trainBlocks } from './train-blocks.js'
import { type TrainedPredictorConfig, trainedPredictor } from './trained-predictor.js'
import type { PredictorData } from './training-data.js'

const SOURCE = 'Gu, Kelly and Xiu (2021), CA1'
/** Betas read a date's own row alone. */
const LOOKBACK = 1

const settings = {
  width: setting(count(1, 512).default(32), {
    description: 'width of the hidden layer of the betas',
    source: SOURCE,
  }),
  factorCount: setting(count(1, 256).default(5), {
    description: 'K; never above a quarter of the median universe of the train range',
    source: `${SOURCE}: 1 to 6`,
  }),
}

type CaConfig = z.output<z.ZodObject<typeof settings>> & TrainedPredictorConfig

/** Beside the network and its risk, the mean factors of the train range, `[K]`. */
type CaParams = PointParams<AutoencoderParams> & { readonly premium: tf.Tensor1D }

/**
 * A conditional autoencoder: betas of the characteristics, factors of the returns; a prediction takes the
 * factors' mean over the train range.
 */
export const ca = trainedPredictor<CaConfig, AutoencoderParams, CaParams>({
  info: strategyInfo('ca'),
  settings,
  lookback: () => LOOKBACK,
  cells: ({ width, factorCount }) => ({ floats: 2 * width + 4 * factorCount, factorCount: 0 }),
  network: ({ width, factorCount }, { characteristicCount, universe }) =>
    network({
      characteristicCount,
      width,
      factorCount: Math.max(1, Math.min(factorCount, Math.floor(universe / 4))),
    }),
})

function network(shape: AutoencoderShape): PredictorNetwork<AutoencoderParams, CaParams> {
  const model = conditionalAutoencoder(shape)
  return {
    ...trainedOnLoss(model),
    completed(params, data) {
      const premium = meanFactors(data, (block) =>
        model.factors(params, block.sequences, block.labels),
      )
      const risk = deviationOver(data, (sequences) => model.forward(params, sequences, premium))
      return { network: params, premium, risk: tf.scalar(risk) }
    },
    predictor: (stored) =>
      pointPredictions(stored, LOOKBACK, (sequences) =>
        model.forward(stored.network, sequences, stored.premium),
      ),
  }
}

/** Mean over the blocks of the train range of `[B, K]` factors: `[K]`. */
function meanFactors(
  data: PredictorData,
  factors: (block: PredictorBlock) => tf.Tensor2D,
): tf.Tensor1D {
  const means = trainBlocks(data).map((block) => tf.tidy(() => factors(block()).mean(0)))
  const premium = tf.tidy(() => tf.stack(means).mean<tf.Tensor1D>(0))
  tf.dispose(means)
  return premium
}
