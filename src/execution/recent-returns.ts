import { annualisedVolatility } from '../accounts/risk.js'
import type { MarketView } from '../data/source.js'

/** First row of the last D dates of a view. */
export function firstRecent({ dates: known }: MarketView, dates: number): number {
  return Math.max(0, known.length - dates)
}

/** Returns of a column, an asset or a factor portfolio, over the last D dates; NaN where missing. */
export function recentReturns(view: MarketView, column: number, dates: number): Float64Array {
  const first = firstRecent(view, dates)
  const [values, width, at] = seriesOf(view, column)
  return Float64Array.from(
    { length: view.dates.length - first },
    (_, t) => values[(first + t) * width + at],
  )
}

/** Daily volatility of each column's returns over the last D dates, `[n]`; NaN below 20 of them. */
export function returnVolatilities(
  view: MarketView,
  columns: Int32Array,
  dates: number,
): Float64Array {
  return Float64Array.from(
    columns,
    (column) => annualisedVolatility(recentReturns(view, column, dates), 1) ?? Number.NaN,
  )
}

function seriesOf(
  { assets, returns, factors }: MarketView,
  column: number,
): readonly [Float64Array, number, number] {
  if (column < assets.length) return [returns, assets.length, column]
  if (!factors) throw new Error('the market has no factor portfolios')
  return [factors.returns, factors.names.length, column - assets.length]
}
