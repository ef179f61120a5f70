import { isByFactor, type Series, storedSeries } from '../../series.js'
import { type CopyValue, copyRows } from '../copy-rows.js'
import { addPartition, partitionOf, SERIES_DAY } from '../partitions.js'
import type { ScoredDayTable } from '../tables/scored-day.js'
import type { Transaction } from '../transaction.js'
import type { AxisDay } from './axis-days.js'

/**
 * Writes every series of the days that are new, and what has happened since on those decided before. A new
 * content gets a partition, which `attachPartition` shows.
 */
export async function writeContent(
  transaction: Transaction,
  contentId: number,
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
): Promise<void> {
  const stored = new Set(before.map(({ date }) => date))
  const decided = days.filter(({ date }) => !stored.has(date))
  const realised = newlyRealised(before, days)
  const isNew = before.length === 0
  if (isNew) await addPartition(transaction.client, contentId)
  for (const series of storedSeries()) {
    const written = series.when === 'decided' ? decided : realised
    if (written.every((day) => isEmpty(day, series))) continue
    const rows = seriesRows(contentId, series, written)
    const table = partitionOf(contentId)
    await copyRows(transaction.client, { table, columns: SERIES_DAY, rows, freeze: isNew })
  }
  await writeDigests(transaction, contentId, decided)
  await addRealisedDigests(
    transaction,
    contentId,
    realised.filter(({ date }) => stored.has(date)),
  )
}

/** The days that have happened, and of which it is not stored yet what was realised. */
export function newlyRealised(
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
): AxisDay[] {
  const stored = new Map(before.map((day) => [day.date, day]))
  return days.filter(
    ({ date, returns }) => returns !== null && (stored.get(date)?.realised ?? null) === null,
  )
}

function isEmpty(day: AxisDay, series: Series): boolean {
  const { rows, length } = day.shapeOf(series)
  return rows * length === 0
}

/** A row without values is not stored. The digest of a day is computed while Postgres takes its rows. */
function* seriesRows(
  contentId: number,
  series: Series & { readonly table: string },
  days: readonly AxisDay[],
): Generator<CopyValue[]> {
  for (const day of days) {
    for (const [factor, values] of day.rowsOf(series).entries()) {
      if (values.length === 0) continue
      yield [contentId, series.table, day.date, factor, values]
    }
    if (isByFactor(series)) digestsOf(day)
  }
}

function digestsOf({ decidedHash, realisedHash }: AxisDay): readonly (string | null)[] {
  return [decidedHash, realisedHash]
}

function writeDigests(
  { client }: Transaction,
  contentId: number,
  days: readonly AxisDay[],
): Promise<void> {
  const rows = days.map(({ date, decidedHash, realisedHash }) => [
    contentId,
    date,
    decidedHash,
    realisedHash,
  ])
  return copyRows(client, { table: 'scored_day', columns: SCORED, rows })
}

async function addRealisedDigests(
  { db }: Transaction,
  contentId: number,
  days: readonly AxisDay[],
): Promise<void> {
  for (const { date, realisedHash } of days) {
    await db
      .updateTable('scored_day')
      .set({ realised: realisedHash })
      .where('content_id', '=', contentId)
      .where('date', '=', date)
      .execute()
  }
}

const SCORED = { content_id: 'int8', date: 'date', decided: 'text', realised: 'text' } as const
