import { betaOf } from '../accounts/moments.js'
import type { MarketView } from '../data/source.js'
import { firstRecent, recentReturns } from './recent-returns.js'

/** Fewest returns of a beta. */
const FEWEST = 20
/** Of an asset with fewer: the market's. */
const UNKNOWN_BETA = 1

/**
 * `β_i = Cov(R_i, m) / Var(m)` over the last D dates on which asset i has a return, m the equal-weight
 * universe, `[n]`; 1 where there are fewer than 20, 0 for a factor portfolio with fewer.
 */
export function marketBetas(view: MarketView, columns: Int32Array, dates: number): Float64Array {
  const market = view.market.subarray(firstRecent(view, dates))
  return Float64Array.from(columns, (column) => {
    const returns = recentReturns(view, column, dates)
    const known = Array.from(returns.keys()).filter((t) => !Number.isNaN(returns[t]))
    const beta =
      known.length < FEWEST
        ? null
        : betaOf(
            known.map((t) => returns[t]),
            known.map((t) => market[t]),
          )
    return beta ?? (column < view.assets.length ? UNKNOWN_BETA : 0)
  })
}
