import { strategyInfo } from '../../catalogue.js'
import {
  type FactorVaeParams,
  initFactorVae,
  initPredicting,
  type PredictingParams,
} from '../../model/factor-vae/params.js'
import type { Activations } from '../../model/layers/gaussian-head.js'
import type { TrainedStrategy } from '../strategy.js'
import { guidedObjective, unguidedObjective } from './factor-vae-objective.js'
import { type FactorPredictorOptions, factorPredictor } from './factor-vae-predictor.js'
import { type FactorVaeSettings, factorVaeSettings } from './factor-vae-settings.js'
import type { MarketSize, PredictorNetwork } from './network.js'
import { type TrainedPredictorConfig, trainedPredictor } from './trained-predictor.js'

export type FactorVaeConfig = FactorVaeSettings & TrainedPredictorConfig

/**
 * FactorVAE (Duan, Wang, Zhang, Li, AAAI 2022): factors of a prior that sees characteristics, guided in
 * training by a posterior that sees returns; each stock's next return with a standard deviation.
 */
export const factorVae: TrainedStrategy<FactorVaeConfig> = trainedPredictor<
  FactorVaeConfig,
  StoredParams
>({
  info: strategyInfo('factor-vae'),
  settings: factorVaeSettings,
  lookback: ({ lookback }) => lookback,
  cells: ({ lookback, hidden, factorCount, portfolioCount }) => ({
    floats: 6 * lookback * hidden + 2 * factorCount * hidden + 3 * portfolioCount,
    factorCount,
  }),
  network: (config, size) =>
    config.guidance ? guidedNetwork(config, size) : unguidedNetwork(config, size),
})

/** With a posterior where it was trained with guidance. */
type StoredParams = PredictingParams | FactorVaeParams

/** FactorVAE with its posterior. */
export function guidedNetwork(
  config: FactorVaeConfig,
  size: MarketSize,
): PredictorNetwork<StoredParams> {
  const activations = activationsOf(config)
  return {
    init: (key) => initFactorVae(key, shapeOf(config, size)),
    objective: (params, block) =>
      guidedObjective(params as FactorVaeParams, block, { ...config, activations }),
    metrics: ['nll', 'kl', 'priorNll', 'deadHeads'],
    completed: (params) => params,
    predictor: (params) => factorPredictor(params, predictorOptions(config)),
  }
}

function unguidedNetwork(
  config: FactorVaeConfig,
  size: MarketSize,
): PredictorNetwork<StoredParams> {
  const activations = activationsOf(config)
  return {
    init: (key) => initPredicting(key, shapeOf(config, size)),
    objective: (params, block) => unguidedObjective(params, block, activations),
    metrics: ['priorNll', 'deadHeads'],
    completed: (params) => params,
    predictor: (params) => factorPredictor(params, predictorOptions(config)),
  }
}

function predictorOptions(config: FactorVaeConfig): FactorPredictorOptions {
  const { lookback, label: kind, horizon, labelLag } = config
  return { lookback, activations: activationsOf(config), target: { kind, horizon, labelLag } }
}

function activationsOf({ leakySlope, sigmaFloor }: FactorVaeConfig): Activations {
  return { leakySlope, sigmaFloor }
}

/** `K ≤ N/4` and `M ≤ N`, each at least 1, for a median universe of N. */
function shapeOf(config: FactorVaeConfig, { characteristicCount, universe }: MarketSize) {
  return {
    characteristicCount,
    hidden: config.hidden,
    factorCount: Math.max(1, Math.min(config.factorCount, Math.floor(universe / 4))),
    portfolioCount: Math.max(1, Math.min(config.portfolioCount, universe)),
  }
}
