import type { DatedSplit, DateRange } from './daily-returns.js'

/** The dates that all runs have: from the latest first date to the earliest last one. */
export function commonRange(runs: readonly (readonly DatedSplit[])[]): DateRange | undefined {
  const ranges = runs.flatMap((splits) => rangeOf(splits) ?? [])
  if (ranges.length === 0) return undefined
  const from = ranges.map((each) => each.from).sort()
  const to = ranges.map((each) => each.to).sort()
  return { from: from.at(-1) ?? '', to: to[0] ?? '' }
}

function rangeOf(splits: readonly DatedSplit[]): DateRange | undefined {
  const dates = splits.flatMap(({ pnlSeries }) => [pnlSeries.dates[0], pnlSeries.dates.at(-1)])
  const known = dates.filter((date) => date !== undefined)
  const [from, to] = [known[0], known.at(-1)]
  return from && to ? { from, to } : undefined
}

/** What of a range lies in `[from, to]`, either of which may be open. */
export function narrowed(range: DateRange, { from, to }: Partial<DateRange>): DateRange {
  return {
    from: from && from > range.from ? from : range.from,
    to: to && to < range.to ? to : range.to,
  }
}

/** The trading date at `date`, else the one before it, else the first. */
export function tradingDateAt(dates: readonly string[], date: string): string | undefined {
  return dates.findLast((each) => each <= date) ?? dates[0]
}

/** The first day after the date `years` before. */
export function yearsBefore(date: string, years: number): string {
  const day = new Date(date)
  day.setUTCFullYear(day.getUTCFullYear() - years)
  day.setUTCDate(day.getUTCDate() + 1)
  return day.toISOString().slice(0, 10)
}
