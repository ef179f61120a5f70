import type { MarketView } from '../../src/data/source.js'
import { at, first, last } from '../../src/lib/at.js'
import type { StormInputs, StormTargets } from '../../src/model/storm/inputs.js'
import type { StormParams } from '../../src/model/storm/params.js'
import type { StormShape } from '../../src/model/storm/shape.js'
import { marketSize } from '../../src/strategy/predictor/predictor-strategy.js'
import { firstCodebooks } from '../../src/strategy/predictor/storm/codebooks.js'
import type { StormConfig } from '../../src/strategy/predictor/storm/fit.js'
import { marketSource } from '../../src/strategy/predictor/storm/market-source.js'
import { placesOf } from '../../src/strategy/predictor/storm/places.js'
import { BAR_CHANNELS } from '../../src/strategy/predictor/storm/shape.js'
import { storm } from '../../src/strategy/predictor/storm/storm.js'
import { stormTask } from '../../src/strategy/predictor/storm/task.js'
import { predictorData } from '../../src/strategy/predictor/training-data.js'
import { keyOf, normals, permutation } from '../../src/tensor/random.js'
import { benchMarket } from './market.js'
import { ORDER_KEY, repeatedSteps, type TrainingSteps } from './repeated-steps.js'

/** The sequence features. */
const CHARACTERISTICS = 20
const DATES = 120
/** A step after the warm-up: tokens are quantised. */
const QUANTISED = 1e6

/** Training steps of STORM at its defaults, on all assets of the market. */
export interface StormSteps extends TrainingSteps<StormParams> {
  readonly config: StormConfig
  readonly shape: StormShape
  /** What each step reads; the caller disposes its tensors. */
  read(): { readonly inputs: StormInputs; readonly targets: StormTargets }
}

export function stormSteps(assets: number): StormSteps {
  const config = storm.parseConfig({ warmUpEpochs: 0 })
  const view = withBars(benchMarket({ assets, dates: DATES, characteristics: CHARACTERISTICS }))
  const range = { from: first(view.dates), to: last(view.dates) }
  const { axis, shape } = placesOf(config, marketSize(view, range, config))
  const { lookback, patch } = shape
  const data = predictorData(view, range, config, { lookback, datesPerStep: config.datesPerStep })
  const source = marketSource(data, { axis, patch, stocksPerStep: config.stocksPerStep })
  const task = stormTask(source, shape, config)
  const steps = repeatedSteps(task, (params, block) => {
    const step = { block, key: keyOf(0), epoch: 0, count: QUANTISED }
    return task.evaluate(params, step, firstCodebooks(params)).loss
  })
  const order = permutation(ORDER_KEY, source.days.length).subarray(0, config.datesPerStep)
  const days = order.map((i) => at(source.days, i))
  return Object.assign(steps, { config, shape, read: () => source.block(days, keyOf(0)) })
}

function withBars(view: MarketView): MarketView {
  const cells = (view.dates.length + 1) * view.assets.length
  return { ...view, bars: { values: Float32Array.from(normals(keyOf(8), cells * BAR_CHANNELS)) } }
}
