import {
  type CalendarRule,
  calendarOf,
  lastSessionOfYear,
  XNYS,
} from '../data/calendar/calendar.js'
import { assert } from '../lib/assert.js'
import { isIsoDate, lowerBound, yearOf } from '../lib/dates.js'
import { UserError } from '../lib/errors.js'
import type { Split } from '../results.js'

/** Exchanges open within the first week of January: later data begin in mid-year. */
const LAST_YEAR_START = '01-07'

export interface WalkForwardOptions {
  /** Trading dates in the data, ascending. */
  readonly dates: readonly string[]
  /** The session of the calendar after the last of them. */
  readonly nextDate: string
  /** That of New York by default. */
  readonly calendar?: CalendarRule
  readonly trainYears?: number
  readonly testYears?: number
  /** Trading dates dropped between train and test. */
  readonly purge?: number
  /** A year or a date: the first and last year whose splits are wanted. */
  readonly from?: string
  readonly to?: string
}

/**
 * Calendar-year test ranges, each after `trainYears` whole calendar years of data. They tile the
 * calendar once from the first year that can be tested; the last one is live: its test range
 * holds `nextDate`, and ends with the last session planned in it. Bounds select splits and never
 * move them, so a split's name and dates do not depend on the bounds.
 */
export function walkForwardSplits(options: WalkForwardOptions): Split[] {
  const { dates, nextDate, calendar = XNYS, trainYears = 8, testYears = 1, purge = 0 } = options
  assertWhole('--train-years', trainYears, 1)
  assertWhole('--test-years', testYears, 1)
  assertWhole('--purge', purge, 0)
  const [firstDate] = dates
  if (firstDate === undefined) throw new UserError('the data hold no trading date')

  const firstTrain = firstWholeYear(firstDate)
  const firstTest = firstTrain + trainYears
  const liveYear = yearOf(nextDate)
  if (firstTest > liveYear) throw tooShort(dates, firstTrain, trainYears)
  assertNoEmptyYear(dates, firstTrain, liveYear - 1)

  const splits: Split[] = []
  for (let year = firstTest; year <= liveYear; year += testYears) {
    splits.push(splitTesting(year, { dates, nextDate, calendar, trainYears, testYears, purge }))
  }
  return withinBounds(splits, options)
}

interface Shape {
  readonly dates: readonly string[]
  readonly nextDate: string
  readonly calendar: CalendarRule
  readonly trainYears: number
  readonly testYears: number
  readonly purge: number
}

/** The split whose test range begins with `year`. */
function splitTesting(year: number, shape: Shape): Split {
  const { dates, nextDate, calendar, trainYears, testYears, purge } = shape
  const testEndYear = year + testYears - 1
  const trainStart = lowerBound(dates, `${year - trainYears}-01-01`)
  const testStart = lowerBound(dates, `${year}-01-01`)
  const testStop = lowerBound(dates, `${testEndYear + 1}-01-01`)
  const trainEnd = testStart - 1 - purge
  if (trainEnd <= trainStart) {
    throw new UserError(
      `--purge ${purge} leaves nothing to train on before ${year}: ` +
        `${testStart - trainStart} trading dates are there; give fewer`,
    )
  }
  const live = testEndYear >= yearOf(nextDate)
  return {
    name: `test_${year - 1}_${testEndYear}`,
    train: { from: dateAt(dates, trainStart), to: dateAt(dates, trainEnd) },
    test: {
      from: dates[testStart] ?? nextDate,
      to: live ? liveEnd(calendar, testEndYear, nextDate) : dateAt(dates, testStop - 1),
    },
    live,
  }
}

/** The last session planned in a year; `nextDate` where it is later, on a day that was not planned. */
function liveEnd(calendar: CalendarRule, year: number, nextDate: string): string {
  const planned = lastSessionOfYear(calendarOf(calendar), year)
  return planned > nextDate ? planned : nextDate
}

function dateAt(dates: readonly string[], row: number): string {
  const date = dates[row]
  assert(date !== undefined, `there is no trading date ${row} of ${dates.length}`)
  return date
}

function firstWholeYear(firstDate: string): number {
  const year = yearOf(firstDate)
  return firstDate.slice(5) <= LAST_YEAR_START ? year : year + 1
}

/** Bounds choose the splits whose test years they touch. */
function withinBounds(splits: readonly Split[], { from, to }: WalkForwardOptions): Split[] {
  const first = from === undefined ? -Infinity : boundYear('--from', from)
  const last = to === undefined ? Infinity : boundYear('--to', to)
  if (first > last) throw new UserError(`--from ${from} is after --to ${to}`)
  const chosen = splits.filter(({ test }) => yearOf(test.from) <= last && yearOf(test.to) >= first)
  if (chosen.length === 0) {
    const tested = splits.flatMap(({ test }) => [yearOf(test.from), yearOf(test.to)])
    const years = `${Math.min(...tested)} to ${Math.max(...tested)}`
    throw new UserError(
      `no test year between ${from ?? 'the start'} and ${to ?? 'the end'}: ` +
        `these data can be tested from ${years}`,
    )
  }
  return chosen
}

function boundYear(flag: string, bound: string): number {
  const isYear = /^\d{4}$/.test(bound)
  if (!isYear && !isIsoDate(bound)) {
    throw new UserError(`${flag} ${bound} is neither a year (2015) nor a date (2015-06-30)`)
  }
  return yearOf(bound)
}

function assertNoEmptyYear(dates: readonly string[], first: number, last: number): void {
  for (let year = first; year <= last; year++) {
    const next = dates[lowerBound(dates, `${year}-01-01`)]
    if (next === undefined || yearOf(next) > year) {
      throw new UserError(
        `the data hold no trading date in ${year}: every year from ${first} to ${last} is needed`,
      )
    }
  }
}

function tooShort(dates: readonly string[], firstTrain: number, trainYears: number): UserError {
  const lastDate = dates[dates.length - 1]
  return new UserError(
    `${dates[0]} to ${lastDate} is too short: a split trains on ${trainYears} whole calendar ` +
      `years (the first here is ${firstTrain}) and tests on what follows; add data to the end of ` +
      `${firstTrain + trainYears - 1}, or give --train-years less than ${trainYears}`,
  )
}

function assertWhole(flag: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new UserError(`${flag} ${value} is not a whole number of at least ${least}`)
  }
}
