import { at, first, last } from '../../lib/at.js'
import { addDays, toUtcMs, yearOf } from '../../lib/dates.js'
import {
  type CalendarRule,
  calendarOf,
  type SessionDays,
  sessionsBetween,
  weekdayOf,
  XNYS,
} from './calendar.js'
import { easterSunday } from './easter.js'
import { sessionNumbers } from './gaps.js'
import { isSession as isXnysSession } from './xnys.js'

/** Data follow New York where at most this share of their dates are no sessions there. */
const MOST_OTHER_DATES = 0.01
/** As above, where no session is missing. */
const MOST_EXTRA_DATES = 0.05
/** The days of the week are those of the last dates: an exchange may have changed them. */
const RECENT_DATES = 500
/** Share of the weeks that must have a date on a day of the week for it to be one of sessions. */
const WEEKDAY_SHARE = 0.3
const FEWEST_WEEKS = 8
const MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]
/** Good Friday and Easter Monday, in days after Easter Sunday. */
const EASTER_CLOSINGS = [-2, 1]
const DAY_MS = 86_400_000
const DAYS_PER_YEAR = 365.25

/**
 * The calendar that the dates of a dataset follow: New York's where they are its sessions, else the days
 * of the week they have, without the dates on which no year has a row.
 */
export function inferCalendar(dates: readonly string[]): CalendarRule {
  const weekdays = weekdaysOf(dates)
  if (isWeekly(dates)) return inferred({ ...PLAIN, weekdays: [mostFrequentWeekday(dates)] }, 52)
  if (followsXnys(dates, weekdays)) return XNYS
  const days = { ...PLAIN, weekdays, ...usualClosings(dates, weekdays) }
  return inferred(days, datesPerYear({ ...XNYS, days }, dates))
}

const PLAIN: SessionDays = {
  weekdays: MONDAY_TO_FRIDAY,
  closings: [],
  yearly: [],
  easter: [],
  openings: [],
  until: null,
}

function inferred(days: SessionDays, datesAYear: number): CalendarRule {
  return { name: 'inferred', named: false, datesPerYear: datesAYear, days }
}

/** Sessions a year: 52 of weekly and 365 of seven-day data, else those of the data, or of the rule where the data are short. */
function datesPerYear(rule: CalendarRule, dates: readonly string[]): number {
  if (!rule.days) return XNYS.datesPerYear
  const width = rule.days.weekdays.length
  if (width === 1) return 52
  if (width === 7) return 365
  const [from, to] = [first(dates), last(dates)]
  const years = (toUtcMs(to) - toUtcMs(from)) / DAY_MS / DAYS_PER_YEAR
  if (years >= 1) return Math.round(last(sessionNumbers(rule, dates)) / years)
  const yearBefore = addDays(to, -365)
  return sessionsBetween(calendarOf(rule), yearBefore, to).length
}

/** Whether most dates are a week after the one before. */
function isWeekly(dates: readonly string[]): boolean {
  if (dates.length < 4) return false
  const days = dates.slice(1).map((date, t) => (toUtcMs(date) - toUtcMs(at(dates, t))) / DAY_MS)
  const weekly = days.filter((gap) => gap >= 5 && gap <= 9).length
  return weekly > 0.8 * days.length
}

function mostFrequentWeekday(dates: readonly string[]): number {
  const counts = weekdayCounts(dates)
  return counts.indexOf(Math.max(...counts))
}

function weekdayCounts(dates: readonly string[]): number[] {
  const counts = [0, 0, 0, 0, 0, 0, 0]
  for (const date of dates) counts[weekdayOf(date)] = (counts[weekdayOf(date)] ?? 0) + 1
  return counts
}

/** The days of the week on which the last dates lie. */
function weekdaysOf(dates: readonly string[]): number[] {
  const recent = dates.slice(-RECENT_DATES)
  const counts = weekdayCounts(recent)
  const weeks = (toUtcMs(last(recent)) - toUtcMs(first(recent))) / DAY_MS / 7
  const found = counts.flatMap((count, day) =>
    count > 0 && count >= WEEKDAY_SHARE * weeks ? [day] : [],
  )
  // Few weeks, with holidays, may not hold every day of the week.
  if (weeks >= FEWEST_WEEKS) return found.length > 0 ? found : MONDAY_TO_FRIDAY
  const seen = counts.flatMap((count, day) => (count > 0 ? [day] : []))
  const usual = seen.includes(0) && !seen.includes(5) ? [0, 1, 2, 3, 4] : MONDAY_TO_FRIDAY
  return [...new Set([...usual, ...seen])].sort()
}

/** Few dates that are no sessions there, or more where the data lack no session and keep some holiday. */
function followsXnys(dates: readonly string[], weekdays: readonly number[]): boolean {
  if (weekdays.join() !== MONDAY_TO_FRIDAY.join()) return false
  const other = dates.filter((date) => !isXnysSession(date)).length
  if (other <= MOST_OTHER_DATES * dates.length) return true
  return other <= MOST_EXTRA_DATES * dates.length && hasSessionsAndHolidays(dates)
}

function hasSessionsAndHolidays(dates: readonly string[]): boolean {
  const traded = new Set(dates)
  const isWeekday = (date: string) => MONDAY_TO_FRIDAY.includes(weekdayOf(date))
  const weekdays = sessionsBetween({ isSession: isWeekday }, first(dates), last(dates))
  const holidays = weekdays.filter((date) => !isXnysSession(date))
  const kept = holidays.filter((date) => !traded.has(date)).length
  return (
    weekdays.every((date) => traded.has(date) || !isXnysSession(date)) &&
    2 * kept >= holidays.length
  )
}

/** `MM-DD` and days around Easter that lay on a session's day of the week in two years or more, always without a row. */
function usualClosings(
  dates: readonly string[],
  weekdays: readonly number[],
): Pick<SessionDays, 'yearly' | 'easter'> {
  const [from, to] = [first(dates), last(dates)]
  const traded = new Set(dates)
  const years = Array.from({ length: yearOf(to) - yearOf(from) + 1 }, (_, k) => yearOf(from) + k)
  const isUsual = (dateIn: (year: number) => string) => {
    const due = years.map(dateIn).filter((date) => date >= from && date <= to)
    const onSessions = due.filter((date) => weekdays.includes(weekdayOf(date)))
    return onSessions.length >= 2 && onSessions.every((date) => !traded.has(date))
  }
  const daysOfYear = Array.from({ length: 366 }, (_, k) => addDays('2000-01-01', k).slice(5))
  return {
    yearly: daysOfYear.filter((day) => isUsual((year) => `${year}-${day}`)),
    easter: EASTER_CLOSINGS.filter((offset) =>
      isUsual((year) => addDays(easterSunday(year), offset)),
    ),
  }
}
