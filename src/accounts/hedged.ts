import { type AxisValues, isMissing } from './axis-values.js'
import { BASIS_POINT, type CostRates, DEFAULT_COST_RATES } from './costs.js'
import { betaOf } from './moments.js'

export const HEDGE_DATES = 126
const HEDGE_MINIMUM_DATES = 20

/**
 * Net returns after a rolling market hedge, `[T]`:
 *
 *     hedgedNet_t = net_t − b_t m_t − tradingCostBps·1e-4·|b_t − b_(t−1)|
 *
 * with `b_t` the beta of net on the market m over the 126 dates before t (at least 20, else null).
 * Before its first date the hedge is flat, so opening it is charged in full: `b_(t−1) = 0`. The same
 * holds after a date without a beta. Pass the series from the run's first date on and take the range
 * from the result, so that the first dates of the range have their history.
 */
export function hedgedNet(
  net: ArrayLike<number>,
  market: AxisValues,
  { tradingCostBps }: Pick<CostRates, 'tradingCostBps'> = DEFAULT_COST_RATES,
): (number | null)[] {
  const hedged: (number | null)[] = []
  let before = 0
  for (let t = 0; t < net.length; t++) {
    const hedge = hedgeRatio(net, market, t)
    const marketReturn = market[t]
    hedged.push(
      hedge === null || isMissing(marketReturn)
        ? null
        : net[t] - hedge * marketReturn - tradingCostBps * BASIS_POINT * Math.abs(hedge - before),
    )
    before = hedge ?? 0
  }
  return hedged
}

/** `b_t`: beta of net on the market over the 126 dates before t, which may be the date after the last. */
export function hedgeRatio(net: ArrayLike<number>, market: AxisValues, t: number): number | null {
  const [y, x]: [number[], number[]] = [[], []]
  for (let s = Math.max(0, t - HEDGE_DATES); s < t; s++) {
    const value = market[s]
    if (isMissing(value)) continue
    y.push(net[s])
    x.push(value)
  }
  return x.length < HEDGE_MINIMUM_DATES ? null : betaOf(y, x)
}
