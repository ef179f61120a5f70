import { first, last } from '../../../src/lib/at.js'
import { lowerBound, yearOf } from '../../../src/lib/dates.js'
import { UserError } from '../../../src/lib/errors.js'
import type { Split } from '../../../src/results.js'
import { DEFAULT_WALK_FORWARD } from '../backtest/run-config.js'
import { type YearRange, yearsText } from './year-range.js'

/** Years to validate on by default; the years before them are fitted on. */
const VALIDATION_YEARS = 2

/** Exchanges open within the first week of January: data that begin later lack part of the year. */
const LAST_YEAR_START = '01-07'

export interface ValidationOptions {
  readonly dates: readonly string[]
  readonly fit?: YearRange
  readonly validate?: YearRange
}

/** The years on which settings are chosen, as one split. */
export interface ValidationWindow {
  readonly fit: YearRange
  readonly validate: YearRange
  readonly split: Split
}

/**
 * The years on which settings are chosen: by default those that no backtest of these data tests, the
 * first six to fit and the next two to validate. A year that a backtest tests is refused: once
 * settings were chosen on it, it no longer tests them.
 */
export function validationWindow({ dates, ...asked }: ValidationOptions): ValidationWindow {
  const firstYear = firstWholeYear(dates)
  const firstTest = firstYear + DEFAULT_WALK_FORWARD.trainYears
  const fit = asked.fit ?? {
    from: firstYear,
    to: (asked.validate?.from ?? firstTest - VALIDATION_YEARS) - 1,
  }
  const validate = asked.validate ?? { from: fit.to + 1, to: firstTest - 1 }
  assertOrder(fit, validate)
  assertNoTestYear(validate, { firstTest, lastYear: yearOf(last(dates)) })
  const name = `test_${fit.to}_${validate.to}`
  const split = { name, train: rangeOf(dates, fit), test: rangeOf(dates, validate), live: false }
  return { fit, validate, split }
}

function firstWholeYear(dates: readonly string[]): number {
  if (dates.length === 0) throw new UserError('the data hold no trading date')
  const date = first(dates)
  return date.slice(5) <= LAST_YEAR_START ? yearOf(date) : yearOf(date) + 1
}

function assertOrder(fit: YearRange, validate: YearRange): void {
  const flags = `--fit ${yearsText(fit)} --validate ${yearsText(validate)}`
  if (fit.from > fit.to || validate.from > validate.to) {
    throw new UserError(`no year is left to fit or to validate: ${flags}`)
  }
  if (validate.from === fit.to + 1) return
  throw new UserError(
    `--validate ${yearsText(validate)} does not follow --fit ${yearsText(fit)}: it begins in ${fit.to + 1}`,
  )
}

/** Test years are used once, after the settings are chosen. */
function assertNoTestYear(
  { to }: YearRange,
  { firstTest, lastYear }: { readonly firstTest: number; readonly lastYear: number },
): void {
  if (to < firstTest || lastYear < firstTest) return
  throw new UserError(
    `--validate ends in ${to}, but a backtest of these data tests from ${firstTest} on: settings ` +
      `chosen on test years leave nothing to test; validate up to ${firstTest - 1}`,
  )
}

/** The dates of whole calendar years, which the data must cover. */
function rangeOf(dates: readonly string[], { from, to }: YearRange): { from: string; to: string } {
  const start = lowerBound(dates, `${from}-01-01`)
  const stop = lowerBound(dates, `${to + 1}-01-01`)
  const years = dates.slice(start, stop)
  const [begin, end] = [years[0], years.at(-1)]
  if (begin && end && yearOf(begin) === from && yearOf(end) === to) return { from: begin, to: end }
  throw new UserError(
    `the data, ${first(dates)} to ${last(dates)}, do not reach over ${from} to ${to}`,
  )
}
