import { type CalendarRule, calendarOf } from '../../src/data/calendar/calendar.js'
import type { ParsedEntry } from './schedule.js'

/** The calendar of an entry's dataset. */
export type FindCalendar = (entry: ParsedEntry) => Promise<CalendarRule>

/** Entries whose sessions are those of their dataset's calendar. */
export function onCalendars(
  entries: readonly ParsedEntry[],
  find: FindCalendar,
): Promise<ParsedEntry[]> {
  return Promise.all(
    entries.map(async (entry) =>
      entry.rule.exchange === 'dataset' ? onCalendar(entry, await find(entry)) : entry,
    ),
  )
}

function onCalendar(entry: ParsedEntry, calendar: CalendarRule): ParsedEntry {
  const isXnys = calendar.days === undefined
  const { isSession } = calendarOf(calendar)
  const followsClose = entry.rule.followsClose === true && isXnys
  const exchange = isXnys ? 'NYSE' : calendar.name
  return { ...entry, rule: { ...entry.rule, exchange, followsClose, isSession } }
}
