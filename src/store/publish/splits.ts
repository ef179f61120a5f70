import { type Kysely, sql } from 'kysely'
import { assert } from '../../lib/assert.js'
import type { Split } from '../../results.js'
import { type StoredSplit, splitsOfRuns } from '../read/splits.js'
import type { Database } from '../tables/index.js'

export interface EnsureSplitsOptions {
  readonly runId: string
  readonly datasetVersionId: number
  readonly seeds: readonly number[]
  readonly splits: readonly Split[]
}

/**
 * Rows for the windows of a run, new ones queued; a live split that has ended becomes an ordinary
 * one. The answer is every split of the run, chronological.
 */
export async function ensureSplits(
  db: Kysely<Database>,
  { runId, datasetVersionId, seeds, splits }: EnsureSplitsOptions,
): Promise<StoredSplit[]> {
  const [seed] = seeds
  assert(seed !== undefined, 'a run has a seed')
  if (splits.length > 0) {
    await db
      .insertInto('split')
      .values(
        splits.map((split) => ({
          run_id: runId,
          name: split.name,
          status: 'queued' as const,
          live: split.live,
          train_from: split.train.from,
          train_to: split.train.to,
          test_from: split.test.from,
          test_to: split.test.to,
          dataset_version_id: datasetVersionId,
          seed,
          book_seeds: [...seeds],
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['run_id', 'name']).doUpdateSet((excluded) => ({
          live: excluded.ref('excluded.live'),
          train_from: excluded.ref('excluded.train_from'),
          train_to: excluded.ref('excluded.train_to'),
          test_from: excluded.ref('excluded.test_from'),
          test_to: excluded.ref('excluded.test_to'),
          dataset_version_id: excluded.ref('excluded.dataset_version_id'),
        })),
      )
      .execute()
  }
  const [all = []] = await splitsOfRuns(db, [runId])
  return all
}

/** Notes that a split is being computed; what it published before stays visible. */
export async function markSplitRunning(
  db: Kysely<Database>,
  runId: string,
  name: string,
): Promise<void> {
  await db
    .updateTable('split')
    .set({
      status: sql`case when current_version_id is null then 'running' else 'published' end`,
      failure: null,
    })
    .where('run_id', '=', runId)
    .where('name', '=', name)
    .execute()
}

/** Keeps the reason of a failure; a split that was published before stays published. */
export async function failSplit(
  db: Kysely<Database>,
  runId: string,
  name: string,
  reason: string,
): Promise<void> {
  await db
    .updateTable('split')
    .set({
      status: sql`case when current_version_id is null then 'failed' else 'published' end`,
      failure: reason,
    })
    .where('run_id', '=', runId)
    .where('name', '=', name)
    .execute()
}
