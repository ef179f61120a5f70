import { addDays, toIsoDate, toUtcMs, yearOf } from '../../lib/dates.js'
import { easterSunday } from './easter.js'
import { isSession as isXnysSession } from './xnys.js'

/** The days on which the assets of a dataset trade. */
export interface Calendar {
  /** `XNYS`, `weekdays`, `inferred`, or the name of a file of sessions. */
  readonly name: string
  /** Trading dates of a year, used to annualise. */
  readonly datesPerYear: number
  isSession(date: string): boolean
}

/** A calendar as it is stored: `XNYS`, which is built in, or the days of the week with exceptions. */
export interface CalendarRule {
  readonly name: string
  readonly datesPerYear: number
  /** Whether the user named it; else it was inferred from the data, and is again from more data. */
  readonly named: boolean
  /** Absent for `XNYS`. */
  readonly days?: SessionDays
}

export interface SessionDays {
  /** Days of the week with sessions, 0 is Sunday. */
  readonly weekdays: readonly number[]
  /** Dates on those days without a session. */
  readonly closings: readonly string[]
  /** `MM-DD` of closings of every year. */
  readonly yearly: readonly string[]
  /** Closings in days after Easter Sunday. */
  readonly easter: readonly number[]
  /** Dates on other days with a session. */
  readonly openings: readonly string[]
  /** The last date of a file of sessions; after it the days of the week alone count. */
  readonly until: string | null
}

/** Sessions of the New York Stock Exchange, 252 of them a year by convention. */
export const XNYS: CalendarRule = { name: 'XNYS', datesPerYear: 252, named: false }

export function calendarOf({ name, datesPerYear, days }: CalendarRule): Calendar {
  return { name, datesPerYear, isSession: days ? sessionTest(days) : isXnysSession }
}

function sessionTest(days: SessionDays): (date: string) => boolean {
  const weekdays = new Set(days.weekdays)
  const [closings, openings] = [new Set(days.closings), new Set(days.openings)]
  const yearly = new Set(days.yearly)
  return (date) => {
    if (openings.has(date)) return true
    if (!weekdays.has(weekdayOf(date)) || closings.has(date)) return false
    return !yearly.has(date.slice(5)) && !isEasterClosing(days, date)
  }
}

function isEasterClosing({ easter }: SessionDays, date: string): boolean {
  if (easter.length === 0) return false
  const sunday = easterSunday(yearOf(date))
  return easter.some((offset) => addDays(sunday, offset) === date)
}

/** 0 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(toUtcMs(date)).getUTCDay()
}

/** The first session after `date`. */
export function nextSession({ isSession }: Pick<Calendar, 'isSession'>, date: string): string {
  let next = addDays(date, 1)
  while (!isSession(next)) next = addDays(next, 1)
  return next
}

/** The last session before `date`. */
export function previousSession({ isSession }: Pick<Calendar, 'isSession'>, date: string): string {
  let previous = addDays(date, -1)
  while (!isSession(previous)) previous = addDays(previous, -1)
  return previous
}

export function lastSessionOfYear(calendar: Pick<Calendar, 'isSession'>, year: number): string {
  return previousSession(calendar, `${year + 1}-01-01`)
}

const DAY_MS = 86_400_000

/** Sessions from `from` to `to`, both included where they are sessions, ascending. */
export function sessionsBetween(
  { isSession }: Pick<Calendar, 'isSession'>,
  from: string,
  to: string,
): string[] {
  const sessions: string[] = []
  const last = toUtcMs(to)
  for (let ms = toUtcMs(from); ms <= last; ms += DAY_MS) {
    const date = toIsoDate(ms)
    if (isSession(date)) sessions.push(date)
  }
  return sessions
}
