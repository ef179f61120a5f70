import { isByFactor, type Series, storedSeries } from '../../series.js'
import { type CopyValue, copyRows } from '../copy-rows.js'
import type { ScoredDayTable } from '../tables/scored-day.js'
import type { Transaction } from '../transaction.js'
import type { AxisDay } from './axis-days.js'

/** Writes every series of the days that are new, and what has happened since on those decided before. */
export async function writeContent(
  transaction: Transaction,
  contentId: number,
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
): Promise<void> {
  const stored = new Set(before.map(({ date }) => date))
  const decided = days.filter(({ date }) => !stored.has(date))
  const realised = newlyRealised(before, days)
  for (const series of storedSeries()) {
    const written = series.when === 'decided' ? decided : realised
    if (written.every((day) => isEmpty(day, series))) continue
    const rows = seriesRows(contentId, series, written)
    const columns = isByFactor(series) ? FACTOR_DAY : DAY
    await copyRows(transaction.client, { table: series.table, columns, rows })
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
  series: Series,
  days: readonly AxisDay[],
): Generator<CopyValue[]> {
  for (const day of days) {
    for (const [factor, values] of day.rowsOf(series).entries()) {
      if (values.length === 0) continue
      yield isByFactor(series)
        ? [contentId, day.date, factor, values]
        : [contentId, day.date, values]
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

const DAY = { content_id: 'int8', date: 'date', v: 'float4[]' } as const
const FACTOR_DAY = { content_id: 'int8', date: 'date', factor: 'int2', v: 'float4[]' } as const
const SCORED = { content_id: 'int8', date: 'date', decided: 'text', realised: 'text' } as const
