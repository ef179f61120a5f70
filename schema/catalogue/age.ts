import {
  type CalendarRule,
  calendarOf,
  sessionsBetween,
  XNYS,
} from '../../src/data/calendar/calendar.js'

/** Sessions of a calendar strictly between two dates; of that of New York where there is none. */
export function sessionsStrictlyBetween(
  calendar: CalendarRule = XNYS,
  after: string,
  before: string,
): number {
  const sessions = sessionsBetween(calendarOf(calendar), after, before)
  return sessions.filter((date) => date > after && date < before).length
}
