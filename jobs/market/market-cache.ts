import { type CharacteristicSelection, STANDARD } from '../../src/characteristics/selection.js'
import { canonicalJson } from '../../src/lib/hash.js'
import { datasetByName } from '../../src/store/datasets.js'
import type { Db } from '../session/session.js'
import { type LoadedMarket, loadMarket } from './load-market.js'

/** The dataset of that name in memory, with the characteristics that are selected. */
export type FindMarket = (
  dataset: string,
  selection?: CharacteristicSelection,
) => Promise<LoadedMarket>

/** Caches the market used last, until the dataset has a newer version or another one is asked for. */
export function createMarketCache(db: Db): FindMarket {
  let cached: { readonly key: string; readonly market: Promise<LoadedMarket> } | undefined
  return async (name, selection = STANDARD) => {
    const { versionId } = await datasetByName(db, name)
    const key = canonicalJson([versionId, selection])
    if (cached?.key === key) return cached.market
    const entry = { key, market: loadMarket(db, name, selection) }
    cached = entry
    entry.market.catch(() => {
      if (cached === entry) cached = undefined
    })
    return entry.market
  }
}
