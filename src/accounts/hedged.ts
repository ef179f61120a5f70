import { type AxisValues, isMissing } from './axis-values.js'
import { BASIS_POINT, type CostRates, DEFAULT_COST_RATES } from './costs.js'
import { betaOf, correlationOf } from './moments.js'

export const HEDGE_DATES = 126
const HEDGE_MINIMUM_DATES = 20
/** Share of the variance of net below which what a hedge leaves is noise. */
const NOISE_SHARE = 1e-4
/** A share that is not noise, whatever the costs of one date are. */
const CLEAR_SHARE = 0.05

/**
 * Net returns after a rolling market hedge, `[T]`:
 *
 *     hedgedNet_t = net_t − b_t m_t − tradingCostBps·1e-4·|b_t − b_(t−1)|
 *
 * with `b_t` the beta of net on the market m over the 126 dates before t (at least 20, else null).
 * Before its first date the hedge is flat, so opening it is charged in full: `b_(t−1) = 0`. The same
 * holds after a date without a beta. Null too where the market explains all but 1e-4 of the variance of
 * net over those dates, less the one furthest from the market, as opening a book has a cost: a book that is
 * the market, as `equal-weight` is, has nothing left to hedge. Pass the series from the run's first date on
 * and take the range from the result, so that the first dates of the range have their history.
 */
export function hedgedNet(
  net: ArrayLike<number>,
  market: AxisValues,
  { tradingCostBps }: Pick<CostRates, 'tradingCostBps'> = DEFAULT_COST_RATES,
): (number | null)[] {
  const hedged: (number | null)[] = []
  let before = 0
  for (let t = 0; t < net.length; t++) {
    const history = historyOf(net, market, t)
    const hedge = history && betaOf(history.net, history.market)
    const marketReturn = market[t]
    hedged.push(
      !history || hedge === null || isMissing(marketReturn) || leavesNoise(history)
        ? null
        : net[t] - hedge * marketReturn - tradingCostBps * BASIS_POINT * Math.abs(hedge - before),
    )
    before = hedge ?? 0
  }
  return hedged
}

/** `b_t`: beta of net on the market over the 126 dates before t, which may be the date after the last. */
export function hedgeRatio(net: ArrayLike<number>, market: AxisValues, t: number): number | null {
  const history = historyOf(net, market, t)
  return history && betaOf(history.net, history.market)
}

interface History {
  readonly net: readonly number[]
  readonly market: readonly number[]
}

/** The dates before t with a market return; null where they are too few. */
function historyOf(net: ArrayLike<number>, market: AxisValues, t: number): History | null {
  const [y, x]: [number[], number[]] = [[], []]
  for (let s = Math.max(0, t - HEDGE_DATES); s < t; s++) {
    const value = market[s]
    if (isMissing(value)) continue
    y.push(net[s])
    x.push(value)
  }
  return x.length < HEDGE_MINIMUM_DATES ? null : { net: y, market: x }
}

function leavesNoise({ net, market }: History): boolean {
  const left = unexplained(net, market)
  if (left < NOISE_SHARE || left > CLEAR_SHARE) return left < NOISE_SHARE
  const furthest = furthestDate(net, market)
  const others = (values: readonly number[]) => values.filter((_, s) => s !== furthest)
  return unexplained(others(net), others(market)) < NOISE_SHARE
}

/** 1 − ρ² */
function unexplained(net: readonly number[], market: readonly number[]): number {
  return 1 - (correlationOf(net, market) ?? 0) ** 2
}

function furthestDate(net: readonly number[], market: readonly number[]): number {
  const distances = net.map((value, s) => Math.abs(value - (market[s] ?? value)))
  return distances.indexOf(Math.max(...distances))
}
