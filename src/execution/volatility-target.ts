import { TRADING_DAYS } from '../accounts/moments.js'
import { annualisedVolatility } from '../accounts/risk.js'
import { type BookDate, type BookStep, isFlat } from './book-step.js'
import type { BoundsOn } from './position-limits.js'
import { recentReturns } from './recent-returns.js'
import type { Execution } from './settings.js'
import { isRebalanced } from './trading.js'
import { headroom } from './within-exposures.js'

/**
 * `s w`, `s = min(g, σ* / σ(w))`: a book of `Σ|w| = 1` scaled to the volatility σ* a year, and to a gross
 * exposure of g (`maxGrossExposure`) at most; what is left of the capital is cash without a return. Beyond 1 a
 * book is scaled as far as its limits allow. Between rebalances the gross exposure stays as it was.
 */
export function volatilityTarget(settings: Execution, boundsOn: BoundsOn): BookStep {
  const { volatilityTarget: target, maxGrossExposure, rebalance } = settings
  if (target === null) return (book) => book
  return (book, date) => {
    if (isFlat(book)) return book
    const size =
      date.before && !isRebalanced(rebalance, date.view)
        ? date.before.grossExposure
        : sizeFor(target, maxGrossExposure, volatilityOf(book, date, settings.riskDates))
    return scaled(book, size > 1 ? Math.min(size, headroom(settings, boundsOn, book, date)) : size)
  }
}

/** As it is, as far as it may be, where its volatility is not known. */
function sizeFor(target: number, most: number, volatility: number | null): number {
  return Math.min(most, volatility === null ? 1 : target / volatility)
}

/**
 * `σ(w)`: annualised standard deviation of `Σ_i w_i R_i,s` over the last D dates s, `√(w' Σ̂ w)` with their
 * covariance; a missing return counts 0. Null below 20 dates.
 */
export function volatilityOf(
  book: Float64Array,
  { view, columns }: Pick<BookDate, 'view' | 'columns'>,
  dates: number,
): number | null {
  const earned = new Float64Array(Math.min(dates, view.dates.length))
  columns.forEach((column, place) => {
    if (book[place] === 0) return
    const returns = recentReturns(view, column, dates)
    for (let t = 0; t < earned.length; t++) {
      if (!Number.isNaN(returns[t])) earned[t] += book[place] * returns[t]
    }
  })
  return annualisedVolatility(earned, view.datesPerYear ?? TRADING_DAYS)
}

function scaled(book: Float64Array<ArrayBuffer>, size: number): Float64Array<ArrayBuffer> {
  return size === 1 ? book : book.map((weight) => size * weight)
}
