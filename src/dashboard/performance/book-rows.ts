import type { RunBooksQuery } from '../api/operations.js'
import type { DailyReturn } from '../series/daily-returns.js'

type Split = NonNullable<RunBooksQuery['run']>['splits'][number]

/** The book of a date with what was traded. */
export interface BookRow {
  readonly date: string
  readonly effectiveNames: number | null
  readonly grossExposure: number | null
  readonly netExposure: number | null
  readonly positions: number | null
  readonly shortExposure: number | null
  readonly turnover: number | null
}

/** The books of the splits of a run, one after another. */
export function bookRows(splits: readonly Split[], days: readonly DailyReturn[]): BookRow[] {
  const dayOf = new Map(days.map((day) => [day.date, day]))
  return splits.flatMap(({ bookSeries: books }) =>
    books.dates.map((date, t) => ({
      date,
      effectiveNames: books.effectiveNames[t] ?? null,
      grossExposure: books.grossExposure[t] ?? null,
      netExposure: books.netExposure[t] ?? null,
      positions: books.positions[t] ?? null,
      shortExposure: dayOf.get(date)?.shortExposure ?? null,
      turnover: dayOf.get(date)?.turnover ?? null,
    })),
  )
}
