import type { MarketView } from '../data/source.js'
import { toUtcMs } from '../lib/dates.js'
import { normaliseBook } from '../residuals/chain.js'
import { type BookStep, isFlat } from './book-step.js'
import type { Execution } from './settings.js'

type Trading = Pick<Execution, 'rebalance' | 'tradeSpeed'>

/**
 * What is traded of the way to a new book: nothing on dates between rebalances, where the book before is
 * held without assets that left the universe; else `(1 − a) w_{t−1} + a w*` of books with `Σ|w| = 1`. From or
 * to a flat book the trade is done at once.
 */
export function trading({ rebalance, tradeSpeed }: Trading): BookStep {
  return (target, { view, before: held }) => {
    if (!held) return target
    const before = normaliseBook(held.weights)
    if (!isRebalanced(rebalance, view)) return before
    if (tradeSpeed === 1 || isFlat(target) || isFlat(before)) return target
    return target.map((weight, i) => (1 - tradeSpeed) * before[i] + tradeSpeed * weight)
  }
}

/** Whether `nextDate` is the first date of its week (Monday to Sunday) or month. */
export function isRebalanced(
  rebalance: Execution['rebalance'],
  { dates, nextDate }: MarketView,
): boolean {
  const last = dates[dates.length - 1] ?? ''
  if (rebalance === 'W') return weekOf(last) !== weekOf(nextDate)
  if (rebalance === 'M') return last.slice(0, 7) !== nextDate.slice(0, 7)
  return true
}

/** Most dates of a period, and the share of the first book that may remain after the warm-up. */
const PERIOD_DATES = { D: 1, W: 5, M: 23 } as const
const FORGOTTEN = 1e-3
const MOST_WARM_UP = 252

/** Dates after which the book held no longer depends on the first one. */
export function warmUpOf({ rebalance, tradeSpeed }: Trading): number {
  if (rebalance === 'D' && tradeSpeed === 1) return 0
  const periods = tradeSpeed === 1 ? 1 : Math.log(FORGOTTEN) / Math.log(1 - tradeSpeed)
  return Math.min(MOST_WARM_UP, Math.ceil(periods * PERIOD_DATES[rebalance]))
}

/** Weeks since that of 1970-01-01, a Thursday. */
function weekOf(date: string): number {
  return Math.floor((toUtcMs(date) / 86_400_000 + 3) / 7)
}
