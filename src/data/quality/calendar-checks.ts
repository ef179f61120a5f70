import { last } from '../../lib/at.js'
import { type CalendarRule, calendarOf, weekdayOf } from '../calendar/calendar.js'
import { daysText, describeCalendar } from '../calendar/describe.js'
import { rowCounts } from '../stray-dates.js'
import type { QualityFinding, QualityInput } from './report.js'

/** The calendar where the data do not follow that of New York, in one line. */
export function calendarLine({ calendar, prices }: QualityInput): QualityFinding[] {
  const message = calendarMessage(calendar, last(prices.dates))
  if (message === null) return []
  return [{ kind: 'calendar', severity: 'note', message, count: 1 }]
}

function calendarMessage(calendar: CalendarRule, lastDate: string): string | null {
  const { days, named } = calendar
  if (days === undefined) return null
  if (named) return endOfSessions(calendar, lastDate)
  const [weekday] = days.weekdays
  if (days.weekdays.length === 1 && weekday !== undefined) {
    return `the data are ${daysText([weekday])}: measures annualise with 52 dates a year`
  }
  return (
    `the dates are not those of New York; calendar ${describeCalendar(calendar)}; ` +
    'name another with --calendar <XNYS, weekdays or a file of sessions>'
  )
}

function endOfSessions({ name, days }: CalendarRule, lastDate: string): string | null {
  const until = days?.until ?? null
  if (until === null || lastDate < until) return null
  return `the sessions of ${name} end on ${until}: after it every ${daysText(days?.weekdays ?? [])} is expected to be one`
}

/** Dates of the data that are no sessions of the calendar. */
export function closedDates({ prices, calendar }: QualityInput): QualityFinding[] {
  const { isSession } = calendarOf(calendar)
  const { dates, counts } = rowCounts(prices)
  return dates.flatMap((date, t): QualityFinding[] => {
    if (isSession(date)) return []
    const count = counts[t] ?? 0
    const rows = `${count} ${count === 1 ? 'row' : 'rows'}`
    return [{ ...closedDate(calendar, date, rows), date, count }]
  })
}

function closedDate(
  { name, named, days }: CalendarRule,
  date: string,
  rows: string,
): Pick<QualityFinding, 'kind' | 'severity' | 'message'> {
  const weekend = weekdayOf(date) === 0 || weekdayOf(date) === 6
  if (days === undefined && weekend) {
    return { kind: 'weekend', severity: 'warning', message: `${rows} on a weekend` }
  }
  if (days === undefined) {
    return { kind: 'holiday', severity: 'note', message: `${rows} on an exchange holiday` }
  }
  if (named) {
    return { kind: 'holiday', severity: 'note', message: `${rows} on no session of ${name}` }
  }
  return { kind: 'weekend', severity: 'note', message: `${rows} on a special session` }
}
