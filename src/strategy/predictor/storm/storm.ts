import { strategyInfo } from '../../../catalogue.js'
import { marketSize, predictorStrategy } from '../predictor-strategy.js'
import { stepMemory, withSmallerSteps } from '../step-memory.js'
import { fitStorm, type StormConfig } from './fit.js'
import { placesOf } from './places.js'
import { stormPredictor } from './predictor.js'
import { stormSettings } from './settings.js'
import { floatsPerCell, lookbackOf } from './shape.js'
import { storedStorm } from './stored.js'

/**
 * STORM (Zhao, Zhang, Yang, Jiang, Huang, Lim, WSDM 2026): two quantised encoders, of each asset's bars and of
 * each date's market, whose tokens are factors; a posterior that sees returns guides the prior in training.
 */
export const storm = predictorStrategy<StormConfig>({
  info: strategyInfo('storm'),
  defaultSeedCount: 1,
  settings: stormSettings,
  bars: (config) => ({ lookback: lookbackOf(config) }),
  memory: (config) => stepMemory(config, { floats: floatsPerCell(config), factorCount: 0 }),
  smaller: withSmallerSteps,
  fit: (view, range, options) =>
    fitStorm(
      view,
      range,
      options,
      placesOf(options.config, marketSize(view, range, options.config)),
    ),
  predictor: (params, config, size) =>
    stormPredictor(storedStorm(params), { ...placesOf(config, size), target: config }),
})
