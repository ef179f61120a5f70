import { first, last } from '../../lib/at.js'
import { toUtcMs, yearOf } from '../../lib/dates.js'
import { calendarOf, sessionsBetween } from '../calendar/calendar.js'
import { type MissingSessions, missingSessions } from '../calendar/gaps.js'
import { MAX_RETURN_GAP } from '../returns.js'
import type { QualityFinding, QualityInput } from './report.js'

/** Sessions without a row of any asset; closings that no other year has, where the calendar was inferred. */
export function missingSpans(input: QualityInput): QualityFinding[] {
  const { calendar, prices, stray } = input
  const reported = new Set(stray.map(({ date }) => date))
  const missing = missingSessions(calendar, prices.dates).flatMap((span) => {
    const sessions = span.sessions.filter((date) => !reported.has(date))
    return sessions.length === 0 ? [] : [missingSpan({ ...span, sessions })]
  })
  return [...missing, ...unusualClosings(input)]
}

function missingSpan({ sessions, after }: MissingSessions): QualityFinding {
  const count = sessions.length
  const [date, until] = [first(sessions), last(sessions)]
  const lost = count >= MAX_RETURN_GAP
  const span =
    count === 1
      ? `1 exchange session (${date}) has`
      : `${count} exchange sessions (${date} to ${until}) have`
  const effect = lost ? 'is missing' : `is one of ${count + 1} sessions`
  const message = `${span} no row for any asset; the return of ${after} ${effect}, not of one day`
  return { kind: 'missing-sessions', severity: 'warning', date, until: after, message, count }
}

/** Feasts of the moon move by less than this from year to year. */
const SAME_TIME_DAYS = 40
const DAY_MS = 86_400_000

/** Closings so long that their return would be missing if they were sessions, in one year alone. */
function unusualClosings({ calendar, prices: { dates } }: QualityInput): QualityFinding[] {
  if (calendar.named || calendar.days === undefined) return []
  const { isSession } = calendarOf(calendar)
  const spans = dates.slice(1).flatMap((after, t): MissingSessions[] => {
    const before = dates[t] ?? ''
    if (toUtcMs(after) - toUtcMs(before) <= MAX_RETURN_GAP * DAY_MS) return []
    const sessions = sessionsBetween({ isSession }, before, after)
    return [{ before, after, sessions: sessions.filter((date) => date > before && date < after) }]
  })
  const listed = new Set(missingSessions(calendar, dates).map(({ before }) => before))
  return spans
    .filter(({ sessions, before }) => sessions.length >= MAX_RETURN_GAP && !listed.has(before))
    .filter((span) => !spans.some((other) => isSameFeast(span, other)))
    .map(closing)
}

function isSameFeast(a: MissingSessions, b: MissingSessions): boolean {
  const dayOfYear = ({ before }: MissingSessions) =>
    (toUtcMs(before) - toUtcMs(`${yearOf(before)}-01-01`)) / DAY_MS
  return (
    yearOf(a.before) !== yearOf(b.before) && Math.abs(dayOfYear(a) - dayOfYear(b)) <= SAME_TIME_DAYS
  )
}

function closing({ sessions, after }: MissingSessions): QualityFinding {
  const [date, until] = [first(sessions), last(sessions)]
  const message =
    `no rows from ${date} to ${until}: taken as a closing of the exchange, so that the return of ${after} is of one ` +
    'session; where it was open, name its sessions with --calendar'
  return {
    kind: 'missing-sessions',
    severity: 'note',
    date,
    until,
    message,
    count: sessions.length,
  }
}
