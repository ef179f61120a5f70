import { isFactorSymbol } from '../../lib/factor-symbols.js'
import type { DayResult, SplitResult } from '../../results.js'
import { checkCodebooks, checkCodes } from './check-codes.js'
import { checkSeries } from './check-series.js'
import { invalid, symbolAt } from './invalid-result.js'

/** How far `Σ|w|` of a book may be from 1, or above its limit. */
export const BOOK_TOLERANCE = 1e-6

/**
 * Throws unless a result can be published: dates in order and in range, every series of its shape and
 * of values it allows, books normalised, a residual wherever there is a return.
 */
export function checkResult(result: SplitResult): void {
  const { split, days } = result
  if (days.length === 0) throw invalid(result, 'it has no dates')
  checkCodebooks(result)
  let before: DayResult | undefined
  for (const day of days) {
    const { date } = day
    if (date < split.test.from || date > split.test.to) {
      throw invalid(result, `${date} is outside ${split.test.from} … ${split.test.to}`)
    }
    if (before && date <= before.date) {
      throw invalid(result, `${date} does not follow ${before.date}`)
    }
    if (!day.realised && !(split.live && day === days.at(-1))) {
      throw invalid(result, `${date} has no returns, and is not the last date of a live split`)
    }
    checkColumns(result, day)
    checkSeries(result, day)
    checkCodes(result, day)
    checkBook(result, day)
    checkResiduals(result, day)
    before = day
  }
}

function checkColumns(result: SplitResult, { date, columns }: DayResult): void {
  let before = -1
  for (const column of columns) {
    if (column <= before || column >= result.assets.length) {
      throw invalid(result, `${date}: the universe has column ${column} after ${before}`)
    }
    before = column
  }
}

function checkBook(result: SplitResult, { date, book }: DayResult): void {
  let grossExposure = 0
  for (const weight of book) grossExposure += Math.abs(weight)
  if (isBookSize(grossExposure, result.grossExposureLimit)) return
  const allowed = result.grossExposureLimit ? `at most ${result.grossExposureLimit}` : '1'
  throw invalid(
    result,
    `the asset weights of ${date} sum to ${grossExposure} in size, not to ${allowed}`,
  )
}

/** Whether `Σ|w|` is 0 or 1, or at most the limit of books that are scaled to a volatility. */
export function isBookSize(grossExposure: number, limit?: number): boolean {
  if (limit !== undefined) return grossExposure <= limit * (1 + BOOK_TOLERANCE)
  return grossExposure === 0 || Math.abs(grossExposure - 1) <= BOOK_TOLERANCE
}

/** An asset has a residual exactly where it has a return; a factor portfolio may have a return alone. */
function checkResiduals(result: SplitResult, day: DayResult): void {
  const { realised, date } = day
  const residuals = realised?.factors?.residuals
  if (!residuals) return
  realised.returns.forEach((value, i) => {
    const residual = residuals[i] ?? Number.NaN
    if (Number.isNaN(value) === Number.isNaN(residual)) return
    const asset = symbolAt(result, day, i)
    if (isFactorSymbol(asset) && Number.isNaN(residual)) return
    throw invalid(result, `${asset} has return ${value} and residual ${residual} on ${date}`)
  })
}
