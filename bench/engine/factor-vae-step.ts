import type { MarketView } from '../../src/data/source.js'
import { first, last } from '../../src/lib/at.js'
import { blockOf, stocksOf } from '../../src/strategy/predictor/blocks.js'
import {
  type FactorVaeConfig,
  factorVae,
  guidedNetwork,
} from '../../src/strategy/predictor/factor-vae.js'
import { marketSize } from '../../src/strategy/predictor/predictor-strategy.js'
import { predictorTask } from '../../src/strategy/predictor/task.js'
import { predictorData } from '../../src/strategy/predictor/training-data.js'
import type { Params } from '../../src/tensor/params.js'
import { benchMarket } from './market.js'
import { repeatedSteps, type TrainingSteps } from './repeated-steps.js'

/** Training steps of FactorVAE at its defaults, on all assets of the market. */
export interface FactorVaeSteps extends TrainingSteps<Params> {
  readonly view: MarketView
  readonly config: FactorVaeConfig
  /** `[T + 1, N]` labels, NaN where there is none. */
  readonly labels: Float32Array
}

/** The sequence features. */
const CHARACTERISTICS = 20
const DATES = 120

export function factorVaeSteps(assets: number): FactorVaeSteps {
  const config = factorVae.parseConfig({ stocksPerStep: 0 })
  const view = benchMarket({ assets, dates: DATES, characteristics: CHARACTERISTICS })
  const range = { from: first(view.dates), to: last(view.dates) }
  const { lookback, datesPerStep } = config
  const data = predictorData(view, range, config, { lookback, datesPerStep })
  const network = guidedNetwork(config, marketSize(view, range, config))
  const steps = repeatedSteps(predictorTask(network, data, config), (params, day) => {
    const block = blockOf(data, day, datesPerStep, stocksOf(data, day, datesPerStep))
    return network.objective(params, block).loss
  })
  return Object.assign(steps, { view, config, labels: data.labels })
}
