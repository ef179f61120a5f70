import type { MarketInputs } from '../../src/characteristics/market-inputs.js'
import { datasetByName } from '../../src/store/datasets.js'
import type { Db } from '../session/session.js'
import { inputsKey, type LoadedMarket, loadMarket } from './load-market.js'

/** The dataset of that name in memory, with the inputs of a strategy. */
export type FindMarket = (dataset: string, inputs?: MarketInputs) => Promise<LoadedMarket>

/** Caches the market used last, until the dataset has a newer version or another one is asked for. */
export function createMarketCache(db: Db): FindMarket {
  let cached: { readonly key: string; readonly market: Promise<LoadedMarket> } | undefined
  return async (name, inputs = {}) => {
    const { versionId } = await datasetByName(db, name)
    const key = `${versionId} ${inputsKey(inputs)}`
    if (cached?.key === key) return cached.market
    const entry = { key, market: loadMarket(db, name, inputs) }
    cached = entry
    entry.market.catch(() => {
      if (cached === entry) cached = undefined
    })
    return entry.market
  }
}
