import { type MarketArrays, marketArrays } from '../../../src/characteristics/market-data.js'
import { type CharacteristicSelection, STANDARD } from '../../../src/characteristics/selection.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import type { Panel } from '../../../src/data/panel.js'
import { datasetByName, type StoredDataset } from '../../../src/store/datasets.js'
import type { Db } from '../../session/session.js'

/** A dataset in memory, shared between threads. */
export interface LoadedMarket {
  readonly dataset: StoredDataset
  readonly dates: readonly string[]
  readonly nextDate: string
  readonly arrays: MarketArrays
  /** The characteristics that it has. */
  readonly selection: CharacteristicSelection
  readonly lastCloses: Float64Array
}

/** The dataset of that name, or the default one, with the characteristics that are selected. */
export async function loadMarket(
  db: Db,
  name?: string,
  selection: CharacteristicSelection = STANDARD,
): Promise<LoadedMarket> {
  const dataset = await datasetByName(db, name)
  const panel = await loadPanel(dataset.path)
  return {
    dataset,
    dates: panel.dates,
    nextDate: panel.nextDate,
    arrays: marketArrays(panel, { selection }),
    selection,
    lastCloses: lastClosesOf(panel),
  }
}

/** The market if it has the characteristics that are selected, else it is loaded with them. */
export async function marketWith(
  db: Db,
  market: LoadedMarket,
  selection: CharacteristicSelection = STANDARD,
): Promise<LoadedMarket> {
  const has = (one: CharacteristicSelection) => JSON.stringify([one.include, one.exclude])
  if (has(selection) === has(market.selection)) return market
  return loadMarket(db, market.dataset.name, selection)
}

/** Last unadjusted close of each asset; NaN where there is none. */
export function lastClosesOf({ assets, close }: Pick<Panel, 'assets' | 'close'>): Float64Array {
  const last = new Float64Array(assets.length).fill(Number.NaN)
  for (let cell = 0; cell < close.length; cell++) {
    if (!Number.isNaN(close[cell])) last[cell % assets.length] = close[cell]
  }
  return last
}
