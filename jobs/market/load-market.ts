import { keptColumns } from '../../src/characteristics/kept/kept-columns.js'
import {
  type MarketArrays,
  marketBase,
  withCharacteristics,
} from '../../src/characteristics/market-data.js'
import type { MarketInputs } from '../../src/characteristics/market-inputs.js'
import { type CalendarRule, XNYS } from '../../src/data/calendar/calendar.js'
import { loadPanel } from '../../src/data/dataset/load-panel.js'
import type { Panel } from '../../src/data/panel.js'
import { freeUnreferenced } from '../../src/lib/free-unreferenced.js'
import { datasetByName, type StoredDataset } from '../../src/store/datasets.js'
import type { Db } from '../session/session.js'
import { note } from '../session/terminal.js'

/** A dataset in memory that threads share. */
export interface LoadedMarket {
  readonly dataset: StoredDataset
  readonly dates: readonly string[]
  readonly nextDate: string
  readonly calendar: CalendarRule
  readonly arrays: MarketArrays
  /** What was computed beside returns and universes. */
  readonly inputs: MarketInputs
  readonly lastCloses: Float64Array
}

/** Prices, returns and universe of a dataset; the inputs of each strategy are added to them. */
export interface OpenMarket extends Pick<LoadedMarket, 'dataset' | 'dates'> {
  /** The market with the inputs of a strategy; that of the last inputs is returned again. */
  with(inputs: MarketInputs): LoadedMarket
}

/** Loads the dataset of that name, or the default one. It holds the prices as long as it is referenced. */
export async function openMarket(db: Db, name?: string): Promise<OpenMarket> {
  const dataset = await datasetByName(db, name)
  const panel = await loadPanel(dataset.path, { keep: note })
  const base = marketBase(panel)
  const store = keptColumns({ ...base.arrays, panel }, { folder: dataset.path, log: note })
  const { dates, nextDate, calendar = XNYS } = panel
  const lastCloses = lastClosesOf(panel)
  let latest: LoadedMarket | undefined
  return {
    dataset,
    dates,
    with(inputs) {
      if (latest && inputsKey(latest.inputs) === inputsKey(inputs)) return latest
      const bars = inputs.bars !== undefined
      const arrays = withCharacteristics(base, { selection: inputs.ranks ?? 'none', bars, store })
      latest = { dataset, dates, nextDate, calendar, arrays, inputs, lastCloses }
      return latest
    },
  }
}

/** Of a date of an asset: six doubles. */
const PRICE_BYTES = 48

/** Loads the dataset of that name, or the default one, with the inputs of a strategy. */
export async function loadMarket(
  db: Db,
  name?: string,
  inputs: MarketInputs = {},
): Promise<LoadedMarket> {
  const market = await openedWith(db, name, inputs)
  freeUnreferenced(PRICE_BYTES * market.arrays.returns.length) // the prices, which no thread reads
  return market
}

async function openedWith(
  db: Db,
  name: string | undefined,
  inputs: MarketInputs,
): Promise<LoadedMarket> {
  return (await openMarket(db, name)).with(inputs)
}

/** The market where it has the same inputs, else the dataset loaded again with them. */
export async function marketWith(
  db: Db,
  market: LoadedMarket,
  inputs: MarketInputs,
): Promise<LoadedMarket> {
  if (inputsKey(inputs) === inputsKey(market.inputs)) return market
  return loadMarket(db, market.dataset.name, inputs)
}

/** The same text for inputs that are computed the same. */
export function inputsKey({ ranks, bars }: MarketInputs): string {
  return JSON.stringify([ranks?.include, ranks?.exclude, bars !== undefined])
}

/** Last unadjusted close of each asset; NaN where there is none. */
export function lastClosesOf({ assets, close }: Pick<Panel, 'assets' | 'close'>): Float64Array {
  const last = new Float64Array(assets.length).fill(Number.NaN)
  for (let first = 0; first < close.length; first += assets.length) {
    for (let i = 0; i < last.length; i++) {
      const price = close[first + i] ?? Number.NaN
      if (!Number.isNaN(price)) last[i] = price
    }
  }
  return last
}
