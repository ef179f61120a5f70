import { type Kysely, sql } from 'kysely'
import { inOrder } from '../../lib/in-order.js'
import { oneRow } from '../one-row.js'
import type { Database } from '../tables/index.js'

/** The dates decided in each content, chronological; some may belong to later versions of it. */
export async function decidedDates(
  db: Kysely<Database>,
  contentIds: readonly number[],
): Promise<string[][]> {
  const { rows } = await sql<{ contentId: number; dates: string[] }>`
    select content_id as "contentId", json_agg(date order by date) as dates
    from scored_day where content_id = any(${contentIds}::bigint[])
    group by content_id`.execute(db)
  return inOrder(contentIds, rows, ({ contentId }) => contentId).map((row) => row?.dates ?? [])
}

/** The asset axis of a dataset: element p is the symbol at position p. */
export async function axisSymbols(db: Kysely<Database>, datasetId: number): Promise<string[]> {
  const axis = await sql<{ symbols: string[] | null }>`
    select json_agg(symbol order by position) as symbols
    from asset where dataset_id = ${datasetId}`.execute(db)
  return oneRow(axis).symbols ?? []
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
