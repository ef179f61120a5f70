import { lowerBound, yearOf } from '../../../src/lib/dates.js'
import { UserError } from '../../../src/lib/errors.js'
import type { Split } from '../../../src/results.js'
import { DEFAULT_WALK_FORWARD } from '../backtest/run-config.js'

/** Calendar years from one to another, both included. */
export interface YearRange {
  readonly from: number
  readonly to: number
}

/** How the first years are shared out where nobody says: fit on six, validate on two. */
const VALIDATION_YEARS = 2

/** Exchanges open within the first week of January: later data begin in mid-year. */
const LAST_YEAR_START = '01-07'

export interface ValidationOptions {
  readonly dates: readonly string[]
  readonly fit?: YearRange
  readonly validate?: YearRange
}

/** One window on which settings are chosen, and the year from which a backtest tests. */
export interface ValidationWindow {
  readonly fit: YearRange
  readonly validate: YearRange
  readonly split: Split
}

/**
 * The window on which settings are chosen: by default the years that no backtest of these data
 * tests, the first six to fit and the next two to validate. A year that a backtest tests is refused:
 * whoever chooses settings on it has no test left.
 */
export function validationWindow({ dates, ...asked }: ValidationOptions): ValidationWindow {
  const first = firstWholeYear(dates)
  const firstTest = first + DEFAULT_WALK_FORWARD.trainYears
  const fit = asked.fit ?? {
    from: first,
    to: (asked.validate?.from ?? firstTest - VALIDATION_YEARS) - 1,
  }
  const validate = asked.validate ?? { from: fit.to + 1, to: firstTest - 1 }
  assertOrder(fit, validate)
  assertNoTestYear(validate, { firstTest, last: yearOf(dates[dates.length - 1]) })
  return { fit, validate, split: splitOf(dates, fit, validate) }
}

/** `2000-2005`, or one year. */
export function parseYears(flag: string, text: string): YearRange {
  const found = /^(\d{4})(?:-(\d{4}))?$/.exec(text)
  if (!found) throw new UserError(`${flag} ${text}: write years, e.g. ${flag} 2000-2005`)
  const [from, to] = [Number(found[1]), Number(found[2] ?? found[1])]
  if (from > to) throw new UserError(`${flag} ${text}: ${from} is after ${to}`)
  return { from, to }
}

function firstWholeYear(dates: readonly string[]): number {
  if (dates.length === 0) throw new UserError('the data hold no trading date')
  const year = yearOf(dates[0])
  return dates[0].slice(5) <= LAST_YEAR_START ? year : year + 1
}

function assertOrder(fit: YearRange, validate: YearRange): void {
  if (fit.from > fit.to || validate.from > validate.to) {
    throw new UserError(
      `nothing is left to fit or to validate: --fit ${said(fit)} --validate ${said(validate)}`,
    )
  }
  if (validate.from === fit.to + 1) return
  throw new UserError(
    `--validate ${said(validate)} does not follow --fit ${said(fit)}: it begins in ${fit.to + 1}`,
  )
}

/** Test years are looked at once, after the settings stand. */
function assertNoTestYear(
  { to }: YearRange,
  { firstTest, last }: { readonly firstTest: number; readonly last: number },
): void {
  if (to < firstTest || last < firstTest) return
  throw new UserError(
    `--validate ends in ${to}, but a backtest of these data tests from ${firstTest} on: settings ` +
      `chosen on test years leave nothing to test; validate up to ${firstTest - 1}`,
  )
}

function splitOf(dates: readonly string[], fit: YearRange, validate: YearRange): Split {
  const ranges = [fit, validate].map(({ from, to }) => {
    const [start, stop] = [`${from}-01-01`, `${to + 1}-01-01`].map((day) => lowerBound(dates, day))
    if (start < stop && yearOf(dates[stop - 1]) === to && yearOf(dates[start]) === from) {
      return { from: dates[start], to: dates[stop - 1] }
    }
    throw new UserError(
      `the data, ${dates[0]} to ${dates[dates.length - 1]}, do not reach over ${from} to ${to}`,
    )
  })
  const [train, test] = ranges
  return { name: `test_${fit.to}_${validate.to}`, train, test, live: false }
}

export function said({ from, to }: YearRange): string {
  return from === to ? String(from) : `${from}-${to}`
}
