import type { CostRates } from '../accounts/costs.js'
import { HEDGE_DATES, hedgedNet } from '../accounts/hedged.js'
import { type AccountRow, pnlOf } from '../accounts/pnl.js'
import { takeTurn } from '../lib/turns.js'
import { accountsOf, type Lag } from './accounts.js'
import { chainKey, type PublishedSplit, predecessorOf, versionKey } from './chain.js'
import { oncePerReads } from './once-per-reads.js'
import type { PerformanceReads } from './reads.js'
import { marketOf } from './series-of-split.js'

/** Hedged net of a split's dates, `[T]`, with as much of the splits before as its beta looks back at. */
export const hedgedNetOf = oncePerReads(
  {
    name: 'hedged net',
    keyOf: (split: PublishedSplit, rates: CostRates, lag: Lag) =>
      `${versionKey(split)} ${rates.tradingCostBps} ${rates.shortCostBps} ${lag}`,
    keptBytes: 4000,
    contextOf: (reads, split) => chainKey(split, reads),
  },
  async (reads, split, rates, lag): Promise<(number | null)[]> => {
    const { rows, market, before } = await withHistory(split, lag, reads)
    await takeTurn()
    const net = pnlOf(rows, rates).map((row) => row.net)
    return hedgedNet(net, market, rates).slice(before)
  },
)

export interface HedgeHistory {
  readonly rows: readonly AccountRow[]
  /** `[T]`, the dates of `rows`. */
  readonly market: readonly (number | null)[]
  /** How many of the rows are of splits before. */
  readonly before: number
}

/** A split's accounts and market after those of as many splits before as the hedge looks back at. */
export async function withHistory(
  split: PublishedSplit,
  lag: Lag,
  reads: PerformanceReads,
): Promise<HedgeHistory> {
  let [rows, market] = await hedgeInputs(split, lag, reads)
  const length = rows.length
  let earlier = await predecessorOf(split, reads)
  // One date more than the beta needs: its change on the first date is charged.
  while (earlier && rows.length - length <= HEDGE_DATES) {
    const [earlierRows, earlierMarket] = await hedgeInputs(earlier, lag, reads)
    rows = [...earlierRows, ...rows]
    market = [...earlierMarket, ...market]
    earlier = await predecessorOf(earlier, reads)
  }
  return { rows, market, before: rows.length - length }
}

function hedgeInputs(split: PublishedSplit, lag: Lag, reads: PerformanceReads) {
  return Promise.all([accountsOf(reads, split, lag), marketOf(split, reads)])
}

/** Net returns and market of consecutive dates of one split. */
export interface HedgePart {
  readonly net: readonly number[]
  readonly market: readonly (number | null)[]
  /** Whether the book was carried on from the part before. */
  readonly follows: boolean
}

/** As `hedgedNetOf`, of splits whose series are all in memory: `[T]` over all parts. */
export function hedgedNetOver(parts: readonly HedgePart[], rates: CostRates): (number | null)[] {
  const chains: { net: number[]; market: (number | null)[] }[] = []
  for (const { net, market, follows } of parts) {
    const chain = chains.at(-1)
    if (!follows || !chain) chains.push({ net: [...net], market: [...market] })
    else {
      chain.net.push(...net)
      chain.market.push(...market)
    }
  }
  return chains.flatMap(({ net, market }) => hedgedNet(net, market, rates))
}
