import { sql } from 'kysely'
import { type Series, storedSeries } from '../../series.js'
import type { StoredSplit } from '../read/splits.js'
import type { Transaction } from '../transaction.js'
import type { AxisDay } from './axis-days.js'
import { invalid } from './invalid-result.js'

export interface WrittenContent {
  readonly contentId: number
  /** The days that a version adds, or of which it adds what happened. */
  readonly days: readonly AxisDay[]
}

/** Reads back that each series has its rows on each date, and that none is longer than it was. */
export async function checkWrittenSeries(
  transaction: Transaction,
  split: StoredSplit,
  { contentId, days }: WrittenContent,
): Promise<void> {
  const written = await writtenRows(transaction, contentId, days)
  for (const series of storedSeries()) {
    const relevant = days.filter(({ returns }) => series.when === 'decided' || returns !== null)
    for (const day of relevant) {
      checkRows(split, series, day, written.get(keyOf(series.table, day.date)) ?? NOTHING)
    }
  }
}

interface WrittenRows {
  readonly count: number
  /** Values of the longest row. */
  readonly longest: number
}

const NOTHING: WrittenRows = { count: 0, longest: 0 }

function checkRows(split: StoredSplit, series: Series, day: AxisDay, found: WrittenRows): void {
  const { rows, length } = day.shapeOf(series)
  const expected = length > 0 ? rows : 0
  const what = `${day.date} has ${found.count} rows of ${series.name}s`
  if (found.count !== expected) throw invalid({ split }, `${what} instead of ${expected}`)
  if (found.longest <= length) return
  throw invalid({ split }, `${what} with ${found.longest} values instead of ${length}`)
}

/** By series and date. `offset 0` keeps the arrays out of the sort, which would write them to disk. */
async function writtenRows(
  { db }: Transaction,
  contentId: number,
  days: readonly AxisDay[],
): Promise<ReadonlyMap<string, WrittenRows>> {
  const dates = days.map(({ date }) => date)
  const { rows } = await sql<WrittenRows & { series: string; date: string }>`
    select series, date, count(*)::int as count, max(length) as longest
    from (
      select series, date, cardinality(v) as length from series_day
      where content_id = ${contentId} and date = any(${dates}::date[]) offset 0
    ) as written
    group by series, date`.execute(db)
  return new Map(rows.map((row) => [keyOf(row.series, row.date), row]))
}

function keyOf(series: string, date: string): string {
  return `${series} ${date}`
}
