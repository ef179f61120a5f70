import type { Book } from './account.js'
import { type AxisValues, isMissing } from './axis-values.js'
import { quantile } from './moments.js'

/** Number of dates of the mean dollar volume that limits an order. */
export const VOLUME_DATES = 20
/** Shares of that volume for which capacity is reported. */
export const CAPACITY_SHARES = [0.01, 0.05, 0.1] as const
/** The share of a date's turnover that must fit. */
const FITTING_TURNOVER = 0.95

/**
 * Capital at which 95 % of a date's turnover fits into a whole day's usual volume: the largest
 * C with `C·|Δw_i| ≤ volume_i` for names that make up 95 % of `Σ|Δw|`. Capacity at a share p of the
 * volume is p times it. `volume` is the mean dollar volume of the 20 dates before, over the asset
 * axis; orders in names without one are left out. Null where nothing is traded.
 */
export function fittingCapital(book: Book, previous: Book, volume: AxisValues): number | null {
  const orders = ordersOf(book, previous)
    .flatMap(({ asset, size }) => {
      const usual = volume[asset]
      return isMissing(usual) || size === 0 ? [] : [{ size, capital: usual / size }]
    })
    .sort((a, b) => b.capital - a.capital)
  const total = orders.reduce((sum, { size }) => sum + size, 0)
  let done = 0
  for (const { size, capital } of orders) {
    done += size
    if (done >= FITTING_TURNOVER * total) return capital
  }
  return null
}

/** Median over dates of the capital that fits, for each share of `CAPACITY_SHARES`. */
export function capacityOf(capitals: readonly (number | null)[]): readonly (number | null)[] {
  const known = capitals.filter((value) => value !== null).sort((a, b) => a - b)
  if (known.length === 0) return CAPACITY_SHARES.map(() => null)
  const median = quantile(known, 0.5)
  return CAPACITY_SHARES.map((share) => share * median)
}

function ordersOf(book: Book, previous: Book): { asset: number; size: number }[] {
  const change = new Map<number, number>()
  book.assets.forEach((asset, i) => {
    change.set(asset, book.weights[i])
  })
  previous.assets.forEach((asset, i) => {
    change.set(asset, (change.get(asset) ?? 0) - previous.weights[i])
  })
  return [...change].map(([asset, trade]) => ({ asset, size: Math.abs(trade) }))
}
