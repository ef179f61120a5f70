import { toUtcMs } from '../../lib/dates.js'
import { type Calendar, type CalendarRule, calendarOf, sessionsBetween } from './calendar.js'

/**
 * Most days of the week without any row, in a row, that are a closing of the exchange where the
 * calendar was inferred: a golden week, a feast. A longer span lacks sessions.
 */
const LONGEST_CLOSING = 10

/** Sessions without any row between two dates of the data. */
export interface MissingSessions {
  /** The dates of the data before and after. */
  readonly before: string
  readonly after: string
  /** The sessions, ascending. */
  readonly sessions: readonly string[]
}

/**
 * Number of each date among the sessions of the calendar, shape `[T]`: 0 for the first date, and one
 * more for each date and each missing session after it.
 */
export function sessionNumbers(rule: CalendarRule, dates: readonly string[]): Int32Array {
  const calendar = calendarOf(rule)
  const numbers = new Int32Array(dates.length)
  for (let t = 1; t < dates.length; t++) {
    const [before, after] = [dates[t - 1] ?? '', dates[t] ?? '']
    numbers[t] = (numbers[t - 1] ?? 0) + 1 + missingBetween(rule, calendar, before, after).length
  }
  return numbers
}

/** How many sessions a date is after an earlier one; both are dates of the data. */
export type SessionGap = (from: string, to: string) => number

/** The one definition of a gap: 1 from a date to the next session. */
export function createSessionGap(rule: CalendarRule, dates: readonly string[]): SessionGap {
  const numbers = sessionNumbers(rule, dates)
  const numberOf = new Map(dates.map((date, t) => [date, numbers[t] ?? 0]))
  return (from, to) => (numberOf.get(to) ?? 0) - (numberOf.get(from) ?? 0)
}

/** Spans of sessions without any row, ascending. */
export function missingSessions(rule: CalendarRule, dates: readonly string[]): MissingSessions[] {
  const calendar = calendarOf(rule)
  return dates.slice(1).flatMap((after, t) => {
    const before = dates[t] ?? ''
    const sessions = missingBetween(rule, calendar, before, after)
    return sessions.length === 0 ? [] : [{ before, after, sessions }]
  })
}

const DAY_MS = 86_400_000

/** Sessions strictly between two neighbouring dates of the data. */
function missingBetween(
  rule: CalendarRule,
  calendar: Calendar,
  before: string,
  after: string,
): string[] {
  if (toUtcMs(after) - toUtcMs(before) === DAY_MS) return []
  const sessions = sessionsBetween(calendar, before, after).filter(
    (date) => date > before && date < after,
  )
  const isClosing = isInferred(rule) && sessions.length <= longestClosing(rule)
  return isClosing ? [] : sessions
}

function isInferred({ named, days }: CalendarRule): boolean {
  return !named && days !== undefined
}

/** One week of weekly data; none where every day is a session. */
function longestClosing({ days }: CalendarRule): number {
  const width = days?.weekdays.length ?? 1
  if (width === 1) return 1
  return width === 7 ? 0 : LONGEST_CLOSING
}
