import { mkdir } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import type pg from 'pg'
import { bumpDataVersion } from '../bump-data-version.js'
import { oneRow } from '../one-row.js'
import type { Database } from '../tables/index.js'
import { inTransaction, type Transaction } from '../transaction.js'
import { writeContentFile } from './parquet-file.js'

/** A content of a split. */
export interface SplitContent {
  readonly contentId: number
  readonly splitId: number
  readonly split: string
  readonly strategy: string
}

export interface ArchivableOptions {
  /** Splits whose test range ended before this date; live ones never count. */
  readonly before: string
  readonly runId?: string
  readonly split?: string
}

/** The contents of old splits whose arrays are in the database, oldest first. */
export async function archivableContents(
  db: Kysely<Database>,
  { before, runId, split }: ArchivableOptions,
): Promise<SplitContent[]> {
  return contents(db)
    .where('split.test_to', '<', before)
    .where('split.live', '=', false)
    .where(
      sql<boolean>`not exists (select from archived_content a
        where a.content_id = sv.id and a.restored_at is null)`,
    )
    .$if(runId !== undefined, (q) => q.where('split.run_id', '=', runId as string))
    .$if(split !== undefined, (q) => q.where('split.name', '=', split as string))
    .execute()
}

/** The contents whose arrays are in the archive alone. */
export async function archivedContents(
  db: Kysely<Database>,
  { runId, split }: Omit<ArchivableOptions, 'before'> = {},
): Promise<SplitContent[]> {
  return contents(db)
    .innerJoin('archived_content as a', 'a.content_id', 'sv.id')
    .where('a.restored_at', 'is', null)
    .$if(runId !== undefined, (q) => q.where('split.run_id', '=', runId as string))
    .$if(split !== undefined, (q) => q.where('split.name', '=', split as string))
    .execute()
}

function contents(db: Kysely<Database>) {
  return db
    .selectFrom('split_version as sv')
    .innerJoin('split', 'split.id', 'sv.split_id')
    .innerJoin('run', 'run.id', 'split.run_id')
    .select(['sv.id as contentId', 'split.id as splitId', 'split.name as split', 'run.strategy'])
    .whereRef('sv.content_id', '=', 'sv.id')
    .orderBy('split.test_from')
    .orderBy('sv.id')
}

export interface Archived {
  readonly rows: number
  readonly bytes: number
}

/**
 * Copies the arrays of a content into a file of the folder and registers it, in one transaction.
 * `sweepPartitions` drops the partition afterwards: readers find the arrays in the one place or in the
 * other. Answers do not change.
 */
export async function archiveContent(
  pool: pg.Pool,
  { contentId, splitId }: SplitContent,
  folder: string,
): Promise<Archived> {
  await mkdir(folder, { recursive: true })
  return inTransaction(pool, async (transaction) => {
    await lockSplit(transaction, splitId)
    const { db, client } = transaction
    const written = await writeContentFile(client, contentId, folder)
    const stored = await countRows(client, contentId)
    if (stored !== written.rowCount) {
      throw new Error(`content ${contentId} has ${stored} rows, its file ${written.rowCount}`)
    }
    // Of an earlier archiving: its file is then unused.
    await db.deleteFrom('archived_content').where('content_id', '=', contentId).execute()
    const { file, bytes, sha256, rowCount } = written
    await db
      .insertInto('archived_content')
      .values({ content_id: contentId, folder, file, bytes, sha256, row_count: rowCount })
      .execute()
    await bumpDataVersion(db)
    return { rows: rowCount, bytes }
  })
}

/** A publication of the split, or another archiving, follows. */
export async function lockSplit({ db }: Transaction, splitId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('residua split'), ${splitId})`.execute(db)
}

export async function countRows(client: pg.ClientBase, contentId: number): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    'select count(*)::int as n from series_day where content_id = $1',
    [contentId],
  )
  return oneRow({ rows }).n
}
