import { type Kysely, sql } from 'kysely'
import type pg from 'pg'
import { storedSeries } from '../../series.js'
import { copyRows } from '../copy-rows.js'
import { addPartition, attachPartition, partitionOf, SERIES_DAY } from '../partitions.js'
import type { Database } from '../tables/index.js'
import { inTransaction, type Transaction } from '../transaction.js'
import { countRows, lockSplit, type SplitContent } from './archive-contents.js'
import { readDays } from './archived-days.js'
import { type ArchivedFile, wholeFile } from './archived-file.js'
import { archiveDuckDb, literal, parquetTable } from './duckdb.js'

/** Puts the arrays of an archived content back into the database; the file stays until it is discarded. */
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
  const rows = (await rowsLeft(transaction, contentId)) ?? (await copyBack(transaction, file))
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

/** The rows of a partition that was not dropped yet; null where it was. */
async function rowsLeft({ client }: Transaction, contentId: number): Promise<number | null> {
  const { rows } = await client.query('select from pg_class where oid = to_regclass($1)', [
    partitionOf(contentId),
  ])
  return rows.length === 0 ? null : countRows(client, contentId)
}

/** Dates whose rows are in memory at once. */
const DATES_AT_ONCE = 8

async function copyBack({ client }: Transaction, file: ArchivedFile): Promise<number> {
  const path = await wholeFile(file)
  const { contentId } = file
  await addPartition(client, contentId)
  let count = 0
  for (const { table } of storedSeries()) {
    const dates = await datesOf(path, table)
    for (let n = 0; n < dates.length; n += DATES_AT_ONCE) {
      const some = dates.slice(n, n + DATES_AT_ONCE)
      const range = { contentId, from: some.at(0) ?? '', to: some.at(-1) ?? '' }
      const days = await readDays(path, table, [range])
      const rows = days.map(({ date, factor, values }) => [contentId, table, date, factor, values])
      await copyRows(client, {
        table: partitionOf(contentId),
        columns: SERIES_DAY,
        rows,
        freeze: true,
      })
      count += rows.length
    }
  }
  await attachPartition(client, contentId)
  return count
}

async function datesOf(path: string, table: string): Promise<string[]> {
  const connection = await archiveDuckDb()
  const reader = await connection.runAndReadAll(`
    select distinct date::varchar from ${parquetTable(path)}
    where "table" = ${literal(table)} order by 1`)
  return reader.getRows().map(([date]) => date as string)
}
