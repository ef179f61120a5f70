import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '../tables/index.js'
import type { FailureKind } from '../tables/job.js'
import { type Attempt, currentAttempt, NOW } from './attempt.js'
import { dispatch } from './enqueue.js'

const OVER = { finished_at: NOW, updated_at: NOW, progress: null }

/** Ends a job that succeeded; false where the attempt was no longer the current one. */
export async function finishJob(
  db: Kysely<Database>,
  attempt: Attempt,
  outcome: string,
): Promise<boolean> {
  const { numUpdatedRows } = await currentAttempt(db, attempt)
    .set({ status: 'done', outcome, ...OVER })
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export interface JobFailure {
  readonly kind: FailureKind
  readonly reason: string
  readonly remedy: string | null
}

/** Ends a job that failed for good, with its reason; false as in `finishJob`. */
export async function failJob(
  db: Kysely<Database>,
  attempt: Attempt,
  { kind, reason, remedy }: JobFailure,
): Promise<boolean> {
  const { numUpdatedRows } = await currentAttempt(db, attempt)
    .set({ status: 'failed', failure: reason, failure_kind: kind, remedy, ...OVER })
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Ends a running job that was cancelled. */
export async function endCancelled(db: Kysely<Database>, attempt: Attempt): Promise<void> {
  await currentAttempt(db, attempt)
    .set({ status: 'cancelled', ...OVER })
    .execute()
}

export interface Again {
  readonly delayMs: number
  /** Where it failed, why; without one it was interrupted. */
  readonly failure?: JobFailure
  /** The payload of the next attempt; the same where left out. */
  readonly payload?: Record<string, unknown>
}

/** Puts a job back into the queue. */
export async function requeueJob(
  db: Kysely<Database>,
  attempt: Attempt,
  { delayMs, failure, payload }: Again,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await currentAttempt(trx, attempt)
      .set({
        status: 'queued',
        worker_id: null,
        run_at: sql`clock_timestamp() + ${delayMs / 1000} * interval '1 second'`,
        updated_at: NOW,
        ...(payload && { payload: JSON.stringify(payload) }),
        ...(failure && {
          failures: sql`failures + 1`,
          failure: failure.reason,
          failure_kind: failure.kind,
          remedy: failure.remedy,
        }),
      })
      .executeTakeFirst()
    if (numUpdatedRows > 0n) await dispatch(trx, [attempt.id])
  })
}
