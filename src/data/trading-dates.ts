import type { CalendarRule } from './calendar/calendar.js'
import { sessionNumbers } from './calendar/gaps.js'
import { inferCalendar } from './calendar/infer.js'
import type { Prices } from './prices.js'
import {
  type RowCounts,
  rowCounts,
  type StrayDate,
  type StrayOptions,
  strayDates,
} from './stray-dates.js'
import { withoutDates } from './without-dates.js'

export interface TradingDatesOptions extends StrayOptions {
  /** The calendar that the user named; else it is inferred from the dates. */
  readonly calendar?: CalendarRule
}

/** Which dates of a dataset are sessions, and of which calendar. */
export interface TradingDates {
  readonly calendar: CalendarRule
  /** Dates with too few rows to be sessions. */
  readonly stray: readonly StrayDate[]
}

/** The sessions among dates, by the numbers of their rows. */
export function tradingDatesOf(
  rows: RowCounts,
  { calendar, ...options }: TradingDatesOptions = {},
): TradingDates {
  const stray = strayDates(rows, options)
  const dropped = new Set(stray.map(({ date }) => date))
  const own = inferCalendar(rows.dates.filter((date) => !dropped.has(date)))
  if (calendar === undefined) return { calendar: own, stray }
  const isWeekly = own.days?.weekdays.length === 1
  return { calendar: isWeekly ? { ...calendar, datesPerYear: own.datesPerYear } : calendar, stray }
}

/** Prices on the sessions of their dataset, and its calendar. */
export interface SessionPrices extends TradingDates {
  /** Without the rows of stray dates, and with the number of each date among the sessions. */
  readonly prices: Prices
  /** With those rows. */
  readonly all: Prices
}

/** Finds the sessions among the dates of prices. */
export function sessionPrices(all: Prices, options: TradingDatesOptions = {}): SessionPrices {
  const found = tradingDatesOf(rowCounts(all), options)
  return { ...found, prices: onSessions(all, found), all }
}

/** Prices without the rows of stray dates, each date with its number among the calendar's sessions. */
export function onSessions(all: Prices, { calendar, stray }: TradingDates): Prices {
  const prices = withoutDates(all, new Set(stray.map(({ date }) => date)))
  return { ...prices, sessions: sessionNumbers(calendar, prices.dates) }
}
