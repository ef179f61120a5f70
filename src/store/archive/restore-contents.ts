import { type Kysely, sql } from 'kysely'
import type pg from 'pg'
import { isByFactor, storedSeries } from '../../series.js'
import { copyRows } from '../copy-rows.js'
import type { Database } from '../tables/index.js'
import { inTransaction, type Transaction } from '../transaction.js'
import { lockSplit, type SplitContent } from './archive-contents.js'
import { readDays } from './archived-days.js'
import { type ArchivedFile, wholeFile } from './archived-file.js'
import { archiveDuckDb, literal, parquetTable } from './duckdb.js'

/** Puts the arrays of an archived content back into the day tables; the file stays until it is discarded. */
export function restoreContent(
  pool: pg.Pool,
  { contentId, splitId }: SplitContent,
): Promise<number> {
  return inTransaction(pool, async (transaction) => {
    await lockSplit(transaction, splitId)
    return restoreWithin(transaction, contentId)
  })
}

/** As `restoreContent`, within a transaction that holds the split; how many rows, 0 where none is archived. */
export async function restoreWithin(transaction: Transaction, contentId: number): Promise<number> {
  const { db } = transaction
  const [file] = await db
    .selectFrom('archived_content')
    .select(['content_id as contentId', 'folder', 'file', 'bytes', 'sha256'])
    .where('content_id', '=', contentId)
    .where('restored_at', 'is', null)
    .execute()
  if (!file) return 0
  const rows = await copyBack(transaction, file)
  await db
    .updateTable('archived_content')
    .set({ restored_at: sql`clock_timestamp()` })
    .where('content_id', '=', contentId)
    .execute()
  return rows
}

/**
 * Forgets the files of contents that were restored at least `ageMs` ago: a reader that found no arrays in
 * the database just before may still look into the archive.
 */
export async function forgetRestored(db: Kysely<Database>, ageMs: number): Promise<void> {
  await sql`delete from archived_content
    where restored_at <= clock_timestamp() - make_interval(secs => ${ageMs / 1000})`.execute(db)
}

/** Dates whose rows are in memory at once. */
const DATES_AT_ONCE = 8

async function copyBack({ client }: Transaction, file: ArchivedFile): Promise<number> {
  const path = await wholeFile(file)
  let count = 0
  for (const series of storedSeries()) {
    const dates = await datesOf(path, series.table)
    for (let n = 0; n < dates.length; n += DATES_AT_ONCE) {
      const some = dates.slice(n, n + DATES_AT_ONCE)
      const { contentId } = file
      const range = { contentId, from: some.at(0) ?? '', to: some.at(-1) ?? '' }
      const days = await readDays(path, series.table, [range])
      const byFactor = isByFactor(series)
      const rows = days.map(({ date, factor, values }) =>
        byFactor ? [contentId, date, factor, values] : [contentId, date, values],
      )
      await copyRows(client, { table: series.table, columns: byFactor ? FACTOR_DAY : DAY, rows })
      count += rows.length
    }
  }
  return count
}

const DAY = { content_id: 'int8', date: 'date', v: 'float4[]' } as const
const FACTOR_DAY = { content_id: 'int8', date: 'date', factor: 'int2', v: 'float4[]' } as const

async function datesOf(path: string, table: string): Promise<string[]> {
  const connection = await archiveDuckDb()
  const reader = await connection.runAndReadAll(`
    select distinct date::varchar from ${parquetTable(path)}
    where "table" = ${literal(table)} order by 1`)
  return reader.getRows().map(([date]) => date as string)
}
