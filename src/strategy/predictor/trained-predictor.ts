import type { z } from 'zod'
import type { StrategyInfo } from '../../catalogue.js'
import type { Params } from '../../tensor/params.js'
import { trainSeed } from '../../training/seed.js'
import type { TrainedStrategy } from '../strategy.js'
import type { MarketSize, PredictorNetwork } from './network.js'
import { marketSize, type PredictorConfig, predictorStrategy } from './predictor-strategy.js'
import { type StepSettings, stepSettings } from './settings.js'
import { type StepCells, stepMemory, withSmallerSteps } from './step-memory.js'
import { predictorTask } from './task.js'
import { predictorData } from './training-data.js'

export type TrainedPredictorConfig = PredictorConfig & StepSettings

/** What a network adds: its settings, its size, and itself. */
export interface TrainedPieces<Config, P extends Params, S extends Params> {
  readonly info: StrategyInfo
  readonly settings: z.ZodRawShape
  /** T, rows of characteristics that a prediction reads. */
  lookback(config: Config): number
  cells(config: Config): StepCells
  network(config: Config, size: MarketSize): PredictorNetwork<P, S>
}

/** A predictor whose network is trained by gradient, three seeds of it by default. */
export function trainedPredictor<
  Config extends TrainedPredictorConfig,
  P extends Params,
  S extends Params = P,
>(pieces: TrainedPieces<Config, P, S>): TrainedStrategy<Config> {
  return predictorStrategy<Config>({
    info: pieces.info,
    defaultSeedCount: 3,
    settings: { ...pieces.settings, ...stepSettings },
    memory: (config) => stepMemory(config, pieces.cells(config)),
    smaller: withSmallerSteps,
    async fit(view, range, options) {
      const { config } = options
      const { datesPerStep } = config
      const sizes = { lookback: pieces.lookback(config), datesPerStep }
      const data = predictorData(view, range, config, sizes)
      const network = pieces.network(config, marketSize(view, range, config))
      const { params, epochs } = await trainSeed(
        predictorTask(network, data, config),
        range,
        options,
      )
      return { params: network.completed(params, data), epochs }
    },
    predictor: (params, config, size) => pieces.network(config, size).predictor(params as S), // the names and shapes that `fit` wrote
  })
}
