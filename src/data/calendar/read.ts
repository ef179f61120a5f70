import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { first, last } from '../../lib/at.js'
import { isIsoDate } from '../../lib/dates.js'
import { toError, UserError } from '../../lib/errors.js'
import {
  type CalendarRule,
  calendarOf,
  type SessionDays,
  sessionsBetween,
  weekdayOf,
  XNYS,
} from './calendar.js'
import { inferCalendar } from './infer.js'

const MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]
const HOW = 'give XNYS, weekdays, weekdays:<closings> or a file of sessions, one ISO date a line'

/**
 * The calendar of `--calendar`: `XNYS`; `weekdays`, Monday to Friday, with closings after a colon (ISO
 * dates with commas, or a file of them); else a file of sessions, as pandas_market_calendars and
 * exchange_calendars write them.
 */
export async function readCalendar(text: string): Promise<CalendarRule> {
  if (/^(xnys|nyse)$/i.test(text)) return { ...XNYS, named: true }
  const [, , closings] = /^weekdays(:(.*))?$/i.exec(text) ?? []
  if (/^weekdays(:|$)/i.test(text)) return weekdayCalendar(await closingsOf(closings ?? ''))
  const sessions = datesIn(text, await textOf(text))
  if (sessions.length < 2)
    throw new UserError(`--calendar ${text}: it has fewer than two dates; ${HOW}`)
  return sessionCalendar(basename(text), sessions)
}

function weekdayCalendar(closings: readonly string[]): CalendarRule {
  const days = { ...EMPTY, weekdays: MONDAY_TO_FRIDAY, closings }
  return { name: 'weekdays', named: true, datesPerYear: 261 - closingsPerYear(closings), days }
}

function closingsPerYear(closings: readonly string[]): number {
  const onWeekdays = closings.filter((date) => MONDAY_TO_FRIDAY.includes(weekdayOf(date)))
  const years = new Set(onWeekdays.map((date) => date.slice(0, 4))).size
  return years === 0 ? 0 : Math.round(onWeekdays.length / years)
}

const EMPTY: Omit<SessionDays, 'weekdays'> = {
  closings: [],
  yearly: [],
  easter: [],
  openings: [],
  until: null,
}

async function closingsOf(text: string): Promise<string[]> {
  if (text === '') return []
  const listed = text.split(',').map((part) => part.trim())
  return listed.every(isIsoDate) ? listed : datesIn(text, await textOf(text))
}

/** A rule that has exactly these sessions, and the days of the week with usual closings after them. */
function sessionCalendar(name: string, sessions: readonly string[]): CalendarRule {
  const { days: usual, datesPerYear } = inferCalendar(sessions)
  const { weekdays, yearly, easter } = usual ?? { ...EMPTY, weekdays: MONDAY_TO_FRIDAY }
  const days = { ...EMPTY, weekdays, yearly, easter }
  const listed = new Set(sessions)
  const onWeekdays = sessionsBetween(calendarOf({ ...XNYS, days }), first(sessions), last(sessions))
  const closings = onWeekdays.filter((date) => !listed.has(date))
  const openings = sessions.filter((date) => !weekdays.includes(weekdayOf(date)))
  return {
    name,
    named: true,
    datesPerYear,
    days: { ...days, closings, openings, until: last(sessions) },
  }
}

async function textOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw new UserError(`--calendar ${path} cannot be read (${toError(thrown).message}); ${HOW}`, {
      cause: thrown,
    })
  })
}

/** An optional number, as pandas writes an index, then a date, with or without a time. */
const LINE = /^\s*(?:\d+\s*[,;\t ]\s*)?["']?(\d{4}-\d{2}-\d{2})(?![\d-])/
const PRINTED = /'(\d{4}-\d{2}-\d{2})(?:[ T][\d:.+-]*)?'/g

/** The first date of each line, ascending; all dates of a printed DatetimeIndex. */
function datesIn(path: string, text: string): string[] {
  if (text.includes('DatetimeIndex(')) return printedDates(path, text)
  const lines = text.split(/\r?\n/)
  const dates = lines.flatMap((line, k) => {
    const date = LINE.exec(line)?.[1]
    if (date !== undefined && isIsoDate(date)) return [date]
    if (line.trim() === '' || (k === 0 && date === undefined)) return []
    throw new UserError(
      `--calendar ${path}, line ${k + 1}: ${JSON.stringify(line.slice(0, 40))} does not begin with a date; ${HOW}`,
    )
  })
  return [...new Set(dates)].sort()
}

function printedDates(path: string, text: string): string[] {
  if (text.includes('...')) {
    throw new UserError(
      `--calendar ${path} is a shortened print of a DatetimeIndex: write all sessions, e.g. by .to_series().to_csv()`,
    )
  }
  return [...new Set(Array.from(text.matchAll(PRINTED), ([, date = '']) => date))].sort()
}
