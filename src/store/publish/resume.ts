import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.js'

/** A version of a dataset that changed rows of the past, and the first date that it changed. */
export interface StoredRestatement {
  readonly versionId: number
  readonly from: string
}

export function restatementsOf(
  db: Kysely<Database>,
  datasetId: number,
): Promise<StoredRestatement[]> {
  return db
    .selectFrom('dataset_version')
    .select(['id as versionId', sql<string>`coalesce(restated_from, first_date)`.as('from')])
    .where('dataset_id', '=', datasetId)
    .where('restated', '=', true)
    .orderBy('id')
    .execute()
}

/** The newest version that changed a date up to `lastDate`; 0 where none did. */
export function restatedUpTo(restatements: readonly StoredRestatement[], lastDate: string): number {
  return restatements.findLast(({ from }) => from <= lastDate)?.versionId ?? 0
}

/** Puts the splits that a stopped run left in the middle, or one of them, back into the queue. */
export async function requeueSplits(
  db: Kysely<Database>,
  runId: string,
  name?: string,
): Promise<void> {
  await db
    .updateTable('split')
    .set({ status: 'queued' })
    .where('run_id', '=', runId)
    .where('status', '=', 'running')
    .$if(name !== undefined, (q) => q.where('name', '=', name as string))
    .execute()
}

/** A run is no longer stale once nothing of it was published before a restatement of its dates. */
export async function clearStale(db: Kysely<Database>, runId: string): Promise<void> {
  await db
    .updateTable('run')
    .set({ stale: false })
    .where('id', '=', runId)
    .where('stale', '=', true)
    .where(
      sql<boolean>`not exists (
        select from split
        join split_version sv on sv.id = split.current_version_id
        where split.run_id = run.id and sv.dataset_version_id < (
          select coalesce(max(dv.id), 0) from dataset_version dv
          where dv.dataset_id = run.dataset_id and dv.restated
            and coalesce(dv.restated_from, dv.first_date) <= split.test_to))`,
    )
    .execute()
}
