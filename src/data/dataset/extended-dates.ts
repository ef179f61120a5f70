import { first } from '../../lib/at.js'
import type { CalendarRule } from '../calendar/calendar.js'
import { sessionNumbers } from '../calendar/gaps.js'
import type { Prices } from '../prices.js'
import { MAX_RETURN_GAP } from '../returns.js'
import { rowCounts } from '../stray-dates.js'
import { type TradingDates, tradingDatesOf } from '../trading-dates.js'
import { type CalendarSettings, settingsOf } from './calendar-settings.js'
import type { Restatement } from './comparison.js'
import type { DatasetManifest } from './folder.js'

/** Which dates of the union of stored rows and files are sessions. */
export function extendedDates(
  before: DatasetManifest,
  { all, incoming }: { readonly all: Prices; readonly incoming: Prices },
  given: CalendarSettings,
): TradingDates {
  const { calendar, sessionCoverage: coverage } = settingsOf(before, given)
  const { lastDate: settledTo, strayDates: known } = before
  const changed = incoming.dates
  const found = tradingDatesOf(rowCounts(all, incoming), {
    calendar,
    coverage,
    settledTo,
    known,
    changed,
  })
  return { ...found, calendar: withStableYear(found.calendar, before.calendar) }
}

/** The number of dates a year of an inferred calendar stays while more data hardly change it. */
function withStableYear(now: CalendarRule, before: CalendarRule | undefined): CalendarRule {
  const isNear = before && !now.named && Math.abs(now.datesPerYear - before.datesPerYear) <= 2
  return isNear ? { ...now, datesPerYear: before.datesPerYear } : now
}

/** The first stored date whose return another count of sessions adds or removes. */
export function changedSessions(
  { calendar }: Pick<DatasetManifest, 'calendar'>,
  { dates, sessions, assets }: Prices,
  now: CalendarRule,
): Restatement | null {
  const numbers = sessionNumbers(now, dates)
  const gap = (of: ArrayLike<number> | undefined, t: number) =>
    Math.min(MAX_RETURN_GAP + 1, of ? (of[t] ?? 0) - (of[t - 1] ?? 0) : 1)
  const t = dates.findIndex((_, k) => k > 0 && gap(sessions, k) !== gap(numbers, k))
  if (t < 0) return null
  const missing = (numbers[t] ?? 0) - (numbers[t - 1] ?? 0) - 1
  const message = `${missing} sessions of the calendar ${now.name} before it have no row${calendar ? '' : ', which were not counted before'}`
  return { symbol: first(assets), date: dates[t] ?? '', message }
}
