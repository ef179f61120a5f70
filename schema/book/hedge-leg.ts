import { DEFAULT_COST_RATES } from '../../src/accounts/costs.js'
import { hedgeRatio } from '../../src/accounts/hedged.js'
import { pnlOf } from '../../src/accounts/pnl.js'
import type { Loaders } from '../api/loaders.js'
import type { Asset } from '../catalogue/asset.type.js'
import { withHistory } from '../performance/performance.js'
import type { PublishedSplit } from '../performance/predecessor.js'

/** What a hedge is traded in: no asset of the data, but whatever returns the equal-weight universe. */
export const MARKET_SYMBOL = 'EQUAL_WEIGHT_MARKET'

/** The market position before and after the next date's trade. */
export interface HedgeLeg {
  readonly asset: Asset
  readonly currentWeight: number
  readonly targetWeight: number
  readonly price: null
}

/**
 * The hedge behind `hedgedNet` for a live split's next date: from `−b` of its last date to `−b` of
 * the next, b the beta of net at the default costs over the 126 dates before each. Null below 20 dates.
 */
export async function hedgeLeg(split: PublishedSplit, loaders: Loaders): Promise<HedgeLeg | null> {
  const { rows, market } = await withHistory(split, 0, loaders)
  const net = pnlOf(rows, DEFAULT_COST_RATES).map((row) => row.net)
  const next = hedgeRatio(net, market, net.length)
  if (next === null) return null
  const [from, to] = [rows[0].date, rows[rows.length - 1].date]
  return {
    asset: { symbol: MARKET_SYMBOL, name: 'Equal-weight universe', sector: null, from, to },
    currentWeight: 0 - (hedgeRatio(net, market, net.length - 1) ?? 0),
    targetWeight: 0 - next,
    price: null,
  }
}
