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
  for (const series of storedSeries()) {
    const relevant = days.filter(({ returns }) => series.when === 'decided' || returns !== null)
    const dates = relevant.map(({ date }) => date)
    const written = await writtenRows(transaction, { table: series.table, contentId, dates })
    for (const day of relevant) checkRows(split, series, day, written.get(day.date) ?? NOTHING)
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

async function writtenRows(
  { db }: Transaction,
  of: { readonly table: string; readonly contentId: number; readonly dates: readonly string[] },
): Promise<ReadonlyMap<string, WrittenRows>> {
  const { rows } = await sql<WrittenRows & { date: string }>`
    select date, count(*)::int as count, max(cardinality(v)) as longest
    from ${sql.table(of.table)}
    where content_id = ${of.contentId} and date = any(${of.dates}::date[])
    group by date`.execute(db)
  return new Map(rows.map((row) => [row.date, row]))
}
