import { type Kysely, sql } from 'kysely'
import type { Database } from './tables/index.js'

/** Id of the newest version of a dataset that changed past rows; 0 where none did. */
export async function newestRestatement(db: Kysely<Database>, datasetId: number): Promise<number> {
  const { newest } = await db
    .selectFrom('dataset_version')
    .select((of) => of.fn.max('id').as('newest'))
    .where('dataset_id', '=', datasetId)
    .where('restated', '=', true)
    .executeTakeFirstOrThrow()
  return newest ?? 0
}

/** Puts the splits that a stopped run left in the middle back into the queue. */
export async function requeueSplits(db: Kysely<Database>, runId: string): Promise<void> {
  await db
    .updateTable('split')
    .set({ status: 'queued' })
    .where('run_id', '=', runId)
    .where('status', '=', 'running')
    .execute()
}

/** A run is no longer stale once nothing of it was published before the newest restatement. */
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
          where dv.dataset_id = run.dataset_id and dv.restated))`,
    )
    .execute()
}
