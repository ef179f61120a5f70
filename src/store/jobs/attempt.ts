import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.js'
import type { JobProgress } from '../tables/job.js'
import { JOB_COLUMNS, type StoredJob } from './job.js'

/**
 * One attempt at a job. A worker's steps carry its number: where the job was reclaimed from a worker
 * that was believed dead, the steps of that worker change nothing.
 */
export interface Attempt {
  readonly id: number
  readonly attempts: number
}

/** Begins an attempt; undefined where there is nothing to do: it is over, or under way elsewhere. */
export async function startJob(
  db: Kysely<Database>,
  id: number,
  workerId: string,
): Promise<StoredJob | undefined> {
  return db
    .updateTable('job')
    .set({
      status: 'running',
      attempts: sql`attempts + 1`,
      worker_id: workerId,
      started_at: sql`clock_timestamp()`,
      progress: null,
      updated_at: NOW,
    })
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .returning(JOB_COLUMNS)
    .executeTakeFirst()
}

/** Stores how far the attempt is. */
export async function reportProgress(
  db: Kysely<Database>,
  attempt: Attempt,
  progress: JobProgress,
): Promise<void> {
  await currentAttempt(db, attempt)
    .set({ progress: JSON.stringify(progress), updated_at: NOW })
    .execute()
}

/** Whether the attempt is still the one that counts. */
export async function isCurrent(db: Kysely<Database>, { id, attempts }: Attempt): Promise<boolean> {
  const row = await db
    .selectFrom('job')
    .select('id')
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('status', '=', 'running')
    .executeTakeFirst()
  return row !== undefined
}

/** Part of the job is stored: the workers that died before do not count any more. */
export async function forgiveLosses(db: Kysely<Database>, attempt: Attempt): Promise<void> {
  await currentAttempt(db, attempt).set({ losses: 0 }).where('losses', '>', 0).execute()
}

/** The row of an attempt, as long as it is the current one. */
export function currentAttempt(db: Kysely<Database>, { id, attempts }: Attempt) {
  return db
    .updateTable('job')
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('status', '=', 'running')
}

export const NOW = sql<Date>`clock_timestamp()`
