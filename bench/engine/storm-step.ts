import type { MarketView } from '../../src/data/source.js'
import { first, last } from '../../src/lib/at.js'
import type { StormParams } from '../../src/model/storm/params.js'
import { marketSize } from '../../src/strategy/predictor/predictor-strategy.js'
import { firstCodebooks } from '../../src/strategy/predictor/storm/codebooks.js'
import { marketSource } from '../../src/strategy/predictor/storm/market-source.js'
import { placesOf } from '../../src/strategy/predictor/storm/places.js'
import { BAR_CHANNELS } from '../../src/strategy/predictor/storm/shape.js'
import { storm } from '../../src/strategy/predictor/storm/storm.js'
import { stormTask } from '../../src/strategy/predictor/storm/task.js'
import { predictorData } from '../../src/strategy/predictor/training-data.js'
import { keyOf, normals } from '../../src/tensor/random.js'
import { benchMarket } from './market.js'
import { repeatedSteps, type TrainingSteps } from './repeated-steps.js'

/** The sequence features. */
const CHARACTERISTICS = 20
const DATES = 120
/** A step after the warm-up: tokens are quantised. */
const QUANTISED = 1e6

/** Training steps of STORM at its defaults, on all assets of the market. */
export function stormSteps(assets: number): TrainingSteps<StormParams> {
  const config = storm.parseConfig({ warmUpEpochs: 0 })
  const view = withBars(benchMarket({ assets, dates: DATES, characteristics: CHARACTERISTICS }))
  const range = { from: first(view.dates), to: last(view.dates) }
  const { axis, shape } = placesOf(config, marketSize(view, range, config))
  const { lookback, patch } = shape
  const data = predictorData(view, range, config, { lookback, datesPerStep: config.datesPerStep })
  const source = marketSource(data, { axis, patch, stocksPerStep: config.stocksPerStep })
  const task = stormTask(source, shape, config)
  return repeatedSteps(task, (params, block) => {
    const step = { block, key: keyOf(0), epoch: 0, count: QUANTISED }
    return task.evaluate(params, step, firstCodebooks(params)).loss
  })
}

function withBars(view: MarketView): MarketView {
  const cells = (view.dates.length + 1) * view.assets.length
  return { ...view, bars: { values: Float32Array.from(normals(keyOf(8), cells * BAR_CHANNELS)) } }
}
