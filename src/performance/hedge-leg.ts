import { DEFAULT_COST_RATES } from '../accounts/costs.js'
import { hedgeRatio } from '../accounts/hedged.js'
import { pnlOf } from '../accounts/pnl.js'
import type { StoredAsset } from '../store/read/assets.js'
import type { PublishedSplit } from './chain.js'
import { rangeOf } from './dated-values.js'
import { withHistory } from './hedged-splits.js'
import type { PerformanceReads } from './reads.js'

/** The instrument of the hedge: no asset of the data, but one that returns the equal-weight universe. */
const MARKET_SYMBOL = 'EQUAL_WEIGHT_MARKET'

/** The market position before and after the next date's trade. */
export interface HedgeLeg {
  readonly asset: Omit<StoredAsset, 'position'>
  readonly currentWeight: number
  readonly targetWeight: number
  readonly price: null
}

/**
 * The hedge behind `hedgedNet` for a live split's next date: from `−b` of its last date to `−b` of
 * the next, b the beta of net at the default costs over the 126 dates before each. Null below 20 dates.
 */
export async function hedgeLeg(
  split: PublishedSplit,
  reads: PerformanceReads,
): Promise<HedgeLeg | null> {
  const { rows, market } = await withHistory(split, 0, reads)
  const net = pnlOf(rows, DEFAULT_COST_RATES).map((row) => row.net)
  const next = hedgeRatio(net, market, net.length)
  const range = rangeOf(rows.map(({ date }) => date))
  if (next === null || !range) return null
  return {
    asset: { symbol: MARKET_SYMBOL, name: 'Equal-weight universe', sector: null, ...range },
    currentWeight: 0 - (hedgeRatio(net, market, net.length - 1) ?? 0),
    targetWeight: 0 - next,
    price: null,
  }
}
