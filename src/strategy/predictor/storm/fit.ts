import type { MarketView } from '../../../data/source.js'
import type { StormParams } from '../../../model/storm/params.js'
import type { DateRange, TrainingEpoch } from '../../../results.js'
import { disposeParams } from '../../../tensor/params.js'
import { trainSeed } from '../../../training/seed.js'
import type { FitOptions } from '../../strategy.js'
import type { PredictorConfig } from '../predictor-strategy.js'
import type { TargetSettings } from '../settings.js'
import { type PredictorData, predictorData } from '../training-data.js'
import type { CarriedCodebooks } from './codebooks.js'
import { marketSource } from './market-source.js'
import type { StormSettings } from './settings.js'
import type { StoredStorm } from './stored.js'
import { stormTask } from './task.js'
import { usageOver } from './usage.js'
import type { StormPlaces } from './windows.js'

export type StormConfig = StormSettings & PredictorConfig

/** Trains one seed on the dates of the range, and counts how often each code is chosen on them. */
export async function fitStorm(
  view: MarketView,
  range: DateRange,
  options: FitOptions<StormSettings & TargetSettings>,
  places: StormPlaces,
): Promise<{ readonly params: StoredStorm; readonly epochs: readonly TrainingEpoch[] }> {
  const { config } = options
  const { lookback } = places.shape
  const data = predictorData(view, range, config, { lookback, datesPerStep: config.datesPerStep })
  const source = sourceOf(data, places, config.stocksPerStep)
  const { params, carried, epochs } = await trainSeed(
    stormTask(source, places.shape, config),
    range,
    options,
  )
  const usage = usageOver(sourceOf(data, places, 0), params, places.shape)
  return { params: storedOf(params, carried, usage), epochs }
}

function sourceOf(
  data: PredictorData,
  { axis, shape: { patch } }: StormPlaces,
  stocksPerStep: number,
) {
  return marketSource(data, { axis, patch, stocksPerStep })
}

/** The network with what its codebooks carry; the rest of the carried state is disposed. */
function storedOf(
  network: StormParams,
  { counts, recent, revived }: CarriedCodebooks,
  usage: ReturnType<typeof usageOver>,
): StoredStorm {
  disposeParams({ recent, revived })
  const codebooks = Object.keys(counts).map((module) => [
    module,
    { counts: counts[module], usage: usage[module] },
  ])
  return { network, codebooks: Object.fromEntries(codebooks) }
}
