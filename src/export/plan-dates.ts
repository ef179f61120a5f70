import { lowerBound } from '../lib/dates.js'
import { DataNotReadyError, UserError } from '../lib/errors.js'
import type { ExportKind, ExportRequest } from './request.js'
import { seriesFile } from './series-files.js'

interface Shown {
  readonly contentId: number
  readonly scoredTo: string | null
  readonly nextDate: string | null
}

interface Part {
  readonly split: {
    readonly name: string
    readonly testFrom: string
    readonly testTo: string
    readonly current: Shown & { readonly version: number }
  }
  readonly dates: readonly string[]
  readonly earlier: Shown | null
}

/**
 * The last date of which there are values; before all others where there is none. What is decided at
 * the close before is known for a date that has not happened yet.
 */
function lastDate({ scoredTo, nextDate }: Shown, kind: ExportKind): string {
  const isDecided = kind === 'codes' || seriesFile(kind)?.series[0].when === 'decided'
  return (isDecided ? (nextDate ?? scoredTo) : scoredTo) ?? ''
}

/**
 * The dates of a part that the request asks for. With `since` these are the dates that the split's
 * content did not show at that version: later ones, or all where the content was replaced. Orders are
 * new with each version of a live split; of PnL, which a publication of the split before may change,
 * the rows are compared instead (`pnl-table.ts`).
 */
export function selectedDates(
  { split: { current }, dates, earlier }: Part,
  { kind, date, from, to, since }: ExportRequest,
): string[] {
  const inRange = (d: string) => (!date || d === date) && (!from || d >= from) && (!to || d <= to)
  if (kind === 'orders') {
    const { nextDate, version } = current
    const isNew = since === undefined || version > since
    return nextDate && isNew && inRange(nextDate) ? [nextDate] : []
  }
  const shown = earlier?.contentId === current.contentId && kind !== 'pnl' ? earlier : null
  const after = shown ? lastDate(shown, kind) : ''
  const last = lastDate(current, kind)
  return dates.filter((d) => d > after && d <= last && inRange(d))
}

/** Throws, with the reason, unless there are values on a single date. */
export function assertDate(parts: readonly Part[], { date = '', kind }: ExportRequest): void {
  if (kind === 'orders') return
  const part = parts.find(({ split }) => date >= split.testFrom && date <= split.testTo)
  if (!part) {
    const ranges = parts.map(({ split: s }) => `${s.name}, ${s.testFrom} to ${s.testTo}`)
    throw new UserError(`date: ${date} lies outside the test range of ${ranges.join('; ')}`)
  }
  const { name, current } = part.split
  const { scoredTo, nextDate } = current
  if (date <= lastDate(current, kind)) {
    assertTraded(part, date)
    return
  }
  if (date === nextDate) {
    throw new DataNotReadyError(`date: ${date} is decided but has no return yet`)
  }
  const until = scoredTo === null ? 'has no date with results yet' : `ends with ${scoredTo}`
  const next = nextDate ? `; its next date is ${nextDate}` : ''
  throw new DataNotReadyError(`date: ${date} is not scored yet: ${name} ${until}${next}`)
}

function assertTraded({ dates }: Part, date: string): void {
  const index = lowerBound(dates, date)
  if (dates[index] === date) return
  const neighbours = [dates[index - 1], dates[index]].filter(Boolean).join(' and ')
  throw new UserError(`date: ${date} is not a trading date; its neighbours are ${neighbours}`)
}
