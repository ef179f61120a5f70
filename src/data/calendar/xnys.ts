import { addDays, toIsoDate, toUtcMs, yearOf } from '../../lib/dates.js'
import { easterSunday } from './easter.js'

/**
 * Sessions of the New York Stock Exchange, by rule, 1962–2050. Early closes are sessions. Unplanned
 * closings (funerals, storms) are listed up to 2025; later ones must be added below.
 */

const SUNDAY = 0
const MONDAY = 1
const THURSDAY = 4
const SATURDAY = 6
const DAY_MS = 86_400_000
/** In days after Easter Sunday. */
const GOOD_FRIDAY = -2

/** Full-day closings outside the holiday rules. */
const SPECIAL_CLOSINGS: readonly string[] = [
  '1963-11-25', // funeral of President Kennedy
  '1968-02-12', // Lincoln's birthday, that year only
  '1968-04-09', // mourning for Martin Luther King
  // the paperwork crisis: Wednesdays of 1968 from June, in weeks without another holiday
  ...['1968-06-12', '1968-06-19', '1968-06-26', '1968-07-10', '1968-07-17', '1968-07-24'],
  ...['1968-07-31', '1968-08-07', '1968-08-14', '1968-08-21', '1968-08-28', '1968-09-11'],
  ...['1968-09-18', '1968-09-25', '1968-10-02', '1968-10-09', '1968-10-16', '1968-10-23'],
  ...['1968-10-30', '1968-11-20', '1968-12-04', '1968-12-11', '1968-12-18'],
  '1968-07-05', // the day after Independence Day
  '1968-11-11', // Veterans Day, that year only
  '1969-02-10', // snow
  '1969-03-31', // funeral of President Eisenhower
  '1969-07-21', // the first landing on the moon
  '1972-12-28', // funeral of President Truman
  '1973-01-25', // funeral of President Johnson
  '1977-07-14', // blackout
  '1985-09-27', // hurricane Gloria
  '1994-04-27', // funeral of President Nixon
  ...['2001-09-11', '2001-09-12', '2001-09-13', '2001-09-14'],
  '2004-06-11', // funeral of President Reagan
  '2007-01-02', // mourning for President Ford
  ...['2012-10-29', '2012-10-30'], // hurricane Sandy
  '2018-12-05', // mourning for President Bush
  '2025-01-09', // mourning for President Carter
]

/** Memorial Day of 1970 fell on a Saturday and, unlike others, was not observed on Friday. */
const SPECIAL_OPENINGS: readonly string[] = ['1970-05-29']

const closedByYear = new Map<number, ReadonlySet<string>>()

export function isSession(date: string): boolean {
  const day = weekday(date)
  if (day === SUNDAY || day === SATURDAY) return false
  const year = yearOf(date)
  let closed = closedByYear.get(year)
  if (!closed) {
    const days = holidays(year).filter((holiday) => !SPECIAL_OPENINGS.includes(holiday))
    closed = new Set([...days, ...SPECIAL_CLOSINGS])
    closedByYear.set(year, closed)
  }
  return !closed.has(date)
}

/** The first session after `date`. */
export function nextSession(date: string): string {
  let next = addDays(date, 1)
  while (!isSession(next)) next = addDays(next, 1)
  return next
}

/** The last session before `date`. */
export function previousSession(date: string): string {
  let previous = addDays(date, -1)
  while (!isSession(previous)) previous = addDays(previous, -1)
  return previous
}

export function lastSessionOfYear(year: number): string {
  return previousSession(`${year + 1}-01-01`)
}

/** Sessions from `from` to `to`, both included where they are sessions, ascending. */
export function sessionsBetween(from: string, to: string): string[] {
  const sessions: string[] = []
  const last = toUtcMs(to)
  for (let ms = toUtcMs(from); ms <= last; ms += DAY_MS) {
    const date = toIsoDate(ms)
    if (isSession(date)) sessions.push(date)
  }
  return sessions
}

/** Days of a year on which the exchange observes a holiday. */
function holidays(year: number): string[] {
  const fixed = [`${year}-07-04`, `${year}-12-25`]
  const days = [
    addDays(easterSunday(year), GOOD_FRIDAY),
    nth(year, 9, MONDAY, 1),
    nth(year, 11, THURSDAY, 4),
  ]
  if (year >= 2022) fixed.push(`${year}-06-19`)
  if (year >= 1998) days.push(nth(year, 1, MONDAY, 3))
  if (year >= 1971) days.push(nth(year, 2, MONDAY, 3), addDays(nth(year, 6, MONDAY, 1), -7))
  else fixed.push(`${year}-02-22`, `${year}-05-30`)
  if (electionDayCloses(year)) days.push(addDays(nth(year, 11, MONDAY, 1), 1))
  return [...newYear(year), ...fixed.map(observed), ...days]
}

/** Until 1968 the exchange closed on every election day, then for presidential ones until 1980. */
function electionDayCloses(year: number): boolean {
  return year <= 1968 || (year <= 1980 && year % 4 === 0)
}

/** A holiday on a Sunday is observed on Monday, one on a Saturday on Friday. */
function observed(date: string): string {
  const day = weekday(date)
  if (day === SUNDAY) return addDays(date, 1)
  return day === SATURDAY ? addDays(date, -1) : date
}

/** New Year on a Saturday is not observed on Friday, the last session of the accounting year. */
function newYear(year: number): string[] {
  const date = `${year}-01-01`
  return weekday(date) === SATURDAY ? [] : [observed(date)]
}

/** The n-th given weekday of a month (n from 1). */
function nth(year: number, month: number, day: number, n: number): string {
  const first = `${year}-${String(month).padStart(2, '0')}-01`
  const offset = (day - weekday(first) + 7) % 7
  return addDays(first, offset + 7 * (n - 1))
}

function weekday(date: string): number {
  return new Date(toUtcMs(date)).getUTCDay()
}
