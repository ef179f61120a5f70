import { type Kysely, sql } from 'kysely'
import { groupedInOrder, inOrder } from '../lib/in-order.js'
import type { Database } from './tables/index.js'

/** Runs `read` on one snapshot of the database: all its statements see the same publications. */
export function inSnapshot<T>(
  db: Kysely<Database>,
  read: (snapshot: Kysely<Database>) => Promise<T>,
): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(read)
}

/** The dates decided in each content, chronological; some may belong to later versions of it. */
export async function decidedDates(
  db: Kysely<Database>,
  contentIds: readonly number[],
): Promise<string[][]> {
  const rows = await db
    .selectFrom('scored_day')
    .select(['content_id', 'date'])
    .where('content_id', '=', sql<number>`any(${contentIds}::bigint[])`)
    .orderBy('date')
    .execute()
  const grouped = groupedInOrder(contentIds, rows, (row) => row.content_id)
  return grouped.map((days) => days.map(({ date }) => date))
}

/** What a split showed at a data version. */
export interface EarlierVersion {
  readonly splitId: number
  readonly id: number
  readonly contentId: number
  readonly scoredTo: string | null
  readonly nextDate: string | null
}

/** What each split showed at data version `version`; null where it showed nothing yet. */
export async function versionsAt(
  db: Kysely<Database>,
  version: number,
  splitIds: readonly number[],
): Promise<(EarlierVersion | null)[]> {
  const rows = await db
    .selectFrom('split_version')
    .distinctOn('split_id')
    .select([
      'split_id as splitId',
      'id',
      'content_id as contentId',
      'scored_to as scoredTo',
      'next_date as nextDate',
    ])
    .where('split_id', '=', sql<number>`any(${splitIds}::int[])`)
    .where('version', '<=', version)
    .orderBy('split_id')
    .orderBy('version', 'desc')
    .execute()
  return inOrder(splitIds, rows, ({ splitId }) => splitId)
}
