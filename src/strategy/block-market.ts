import type { MarketView } from '../data/source.js'
import type { BlockDates } from '../training/blocks.js'

/** The market on the days of a block that count, `[D − L − 1 − lag]`; 0 where it is not known. */
export function marketOfBlock(
  { market }: MarketView,
  { firstDay, days, lookback, lag = 0 }: BlockDates,
): Float32Array {
  const counted = market.subarray(firstDay + lookback + 1 + lag, firstDay + days)
  return Float32Array.from(counted, (value) => (Number.isNaN(value) ? 0 : value))
}
