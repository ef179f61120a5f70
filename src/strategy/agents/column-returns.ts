import type { MarketView } from '../../data/source.js'

/** Returns of a column on rows `from … T − 1`, NaN where missing. */
export function columnReturns(
  { returns, assets, dates }: MarketView,
  column: number,
  from = 0,
): Float64Array {
  const count = Math.max(0, dates.length - from)
  return Float64Array.from(
    { length: count },
    (_, i) => returns[(from + i) * assets.length + column],
  )
}
