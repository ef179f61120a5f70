import { type MarketArrays, marketArrays } from '../../src/characteristics/market-data.js'
import type { MarketInputs } from '../../src/characteristics/market-inputs.js'
import { STANDARD } from '../../src/characteristics/selection.js'
import { type CalendarRule, XNYS } from '../../src/data/calendar/calendar.js'
import { loadPanel } from '../../src/data/dataset/load-panel.js'
import type { Panel } from '../../src/data/panel.js'
import { datasetByName, type StoredDataset } from '../../src/store/datasets.js'
import type { Db } from '../session/session.js'

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

/** Loads the dataset of that name, or the default one, and computes the inputs of a strategy. */
export async function loadMarket(
  db: Db,
  name?: string,
  inputs: MarketInputs = {},
): Promise<LoadedMarket> {
  const dataset = await datasetByName(db, name)
  const panel = await loadPanel(dataset.path)
  return {
    dataset,
    dates: panel.dates,
    nextDate: panel.nextDate,
    calendar: panel.calendar ?? XNYS,
    arrays: marketArrays(panel, { selection: inputs.ranks, bars: inputs.bars !== undefined }),
    inputs,
    lastCloses: lastClosesOf(panel),
  }
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
export function inputsKey({ ranks = STANDARD, bars }: MarketInputs): string {
  return JSON.stringify([ranks.include, ranks.exclude, bars !== undefined])
}

/** Last unadjusted close of each asset; NaN where there is none. */
export function lastClosesOf({ assets, close }: Pick<Panel, 'assets' | 'close'>): Float64Array {
  const last = new Float64Array(assets.length).fill(Number.NaN)
  for (const [cell, price] of close.entries()) {
    if (!Number.isNaN(price)) last[cell % assets.length] = price
  }
  return last
}
