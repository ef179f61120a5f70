import { type CharacteristicSelection, STANDARD } from '../../src/characteristics/selection.js'
import { canonicalJson } from '../../src/lib/hash.js'
import { datasetByName } from '../../src/store/datasets.js'
import type { Db } from '../session/session.js'
import { type LoadedMarket, loadMarket } from '../tasks/data/market.js'

/** A dataset in memory with the characteristics that are selected. */
export type FindMarket = (
  dataset: string,
  selection?: CharacteristicSelection,
) => Promise<LoadedMarket>

/** The market used last stays in memory, until there is a newer version of it or another is wanted. */
export function keepMarkets(db: Db): FindMarket {
  let kept: { readonly key: string; readonly market: Promise<LoadedMarket> } | undefined
  return async (name, selection = STANDARD) => {
    const { versionId } = await datasetByName(db, name)
    const key = canonicalJson([versionId, selection])
    if (kept?.key !== key) {
      const market = loadMarket(db, name, selection)
      const mine = { key, market }
      kept = mine
      market.catch(() => {
        if (kept === mine) kept = undefined
      })
    }
    return kept.market
  }
}
