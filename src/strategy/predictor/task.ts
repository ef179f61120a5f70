import * as tf from '@tensorflow/tfjs'
import { adamW, cosine } from '../../tensor/optim.js'
import type { Params } from '../../tensor/params.js'
import { shuffledBlocks } from '../../training/blocks.js'
import { type EpochMeasures, epochOf } from '../../training/epochs.js'
import type { Task } from '../../training/task.js'
import { blockOf, stocksOf } from './blocks.js'
import type { PredictorNetwork } from './network.js'
import type { StepSettings } from './settings.js'
import type { PredictorData } from './training-data.js'

/** Training on blocks of consecutive dates and a random subset of stocks, the last epoch kept. */
export function predictorTask<P extends Params, S extends Params>(
  network: PredictorNetwork<P, S>,
  data: PredictorData,
  config: StepSettings,
): Task<P, EpochMeasures> {
  const { datesPerStep: blockDays, stocksPerStep: most, epochs } = config
  const steps = epochs * Math.floor((data.end - data.first) / blockDays)
  return {
    epochs,
    patience: epochs,
    keep: 'last',
    optimisers: [
      {
        optimiser: adamW({
          rate: cosine(config.learningRate, steps),
          decay: () => config.weightDecay,
          clipNorm: config.clipNorm,
        }),
      },
    ],
    init: (key) => network.init(key),
    blocks: (key) => {
      const blocks = shuffledBlocks(key, { first: data.first, end: data.end, blockDays })
      return blocks.filter((day) => stocksOf(data, day, blockDays).length > 0)
    },
    evaluate(params, { block: day, key }) {
      const stocks = stocksOf(data, day, blockDays, { key, most })
      const { loss, metrics } = network.objective(params, blockOf(data, day, blockDays, stocks))
      return { loss, numbers: tf.stack([loss, ...metrics]) as tf.Tensor1D }
    },
    summarise: (_params, [loss, ...values]) =>
      epochOf({
        loss,
        metrics: Object.fromEntries(network.metrics.map((name, i) => [name, values[i]])),
      }),
    score: ({ loss }) => -(loss ?? Number.NaN),
  }
}
