import { type Kysely, sql } from 'kysely'
import { UserError } from '../../lib/errors.js'
import type { Database } from '../tables/index.js'
import type { FailureKind, JobProgress } from '../tables/job.js'
import { deliver } from './enqueue.js'
import { JOB_COLUMNS, jobById, type StoredJob } from './job.js'

/**
 * The steps of a job's life. A worker's carry the number of its attempt: one that was believed dead
 * and whose job another has taken over changes nothing any more.
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

/**
 * Whether what must come before a job is over: the earlier ticks of its entry of the schedule, and the
 * seeds of its window.
 */
export async function isItsTurn(db: Kysely<Database>, id: number): Promise<boolean> {
  const earlier = await db
    .selectFrom('job')
    .innerJoin('job as before', (join) => join.onRef('before.id', '!=', 'job.id'))
    .select('before.id')
    .where('job.id', '=', id)
    .where('before.status', 'in', ['queued', 'running'])
    .where((is) =>
      is.or([
        is.and([
          is('before.scheduled', '=', is.ref('job.scheduled')),
          is('before.slot', '<', is.ref('job.slot')),
        ]),
        is.and([
          is('job.task', '=', 'window'),
          is('before.task', '=', 'seed'),
          is('before.run_id', '=', is.ref('job.run_id')),
          is('before.split', '=', is.ref('job.split')),
        ]),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  return earlier === undefined
}

/** Lets what waited for a job that is over have its turn at once; what failed before keeps its pause. */
export async function wakeSuccessors(
  db: Kysely<Database>,
  { scheduled, slot, task, runId, split }: StoredJob,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: number }>`
      update job set run_at = clock_timestamp(), updated_at = clock_timestamp()
      where status = 'queued' and failures = 0 and id in (
        (select id from job where status = 'queued' and scheduled = ${scheduled} and slot > ${slot}
          order by slot limit 1)
        union all
        select id from job where status = 'queued' and ${task} = 'seed' and task = 'window'
          and run_id = ${runId}::uuid and split = ${split})
      returning id`.execute(trx)
    await deliver(
      trx,
      rows.map(({ id }) => id),
    )
  })
}

/** Lets a queued job wait some more. */
export async function postponeJob(
  db: Kysely<Database>,
  id: number,
  delayMs: number,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('job')
      .set({
        run_at: sql`clock_timestamp() + ${delayMs / 1000} * interval '1 second'`,
        updated_at: NOW,
      })
      .where('id', '=', id)
      .where('status', '=', 'queued')
      .execute()
    await deliver(trx, [id])
  })
}

export async function reportProgress(
  db: Kysely<Database>,
  attempt: Attempt,
  progress: JobProgress,
): Promise<void> {
  await ours(db, attempt)
    .set({ progress: JSON.stringify(progress), updated_at: NOW })
    .execute()
}

/** Whether the attempt is still the one that counts. */
export async function isOurs(db: Kysely<Database>, { id, attempts }: Attempt): Promise<boolean> {
  const row = await db
    .selectFrom('job')
    .select('id')
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('status', '=', 'running')
    .executeTakeFirst()
  return row !== undefined
}

/** Something of it is safe from now on: workers that died before do not count. */
export async function forgiveLosses(db: Kysely<Database>, attempt: Attempt): Promise<void> {
  await ours(db, attempt).set({ losses: 0 }).where('losses', '>', 0).execute()
}

/** True where the attempt was still the one that counts. */
export async function finishJob(
  db: Kysely<Database>,
  attempt: Attempt,
  outcome: string,
): Promise<boolean> {
  const { numUpdatedRows } = await ours(db, attempt)
    .set({ status: 'done', outcome, ...OVER })
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export interface JobFailure {
  readonly kind: FailureKind
  readonly reason: string
  readonly remedy: string | null
}

/** Ends a job for good, with its reason. */
export async function failJob(
  db: Kysely<Database>,
  attempt: Attempt,
  { kind, reason, remedy }: JobFailure,
): Promise<boolean> {
  const { numUpdatedRows } = await ours(db, attempt)
    .set({ status: 'failed', failure: reason, failure_kind: kind, remedy, ...OVER })
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function endCancelled(db: Kysely<Database>, attempt: Attempt): Promise<void> {
  await ours(db, attempt)
    .set({ status: 'cancelled', ...OVER })
    .execute()
}

export interface Again {
  readonly delayMs: number
  /** Why, where it failed; else it was only interrupted. */
  readonly failure?: JobFailure
  /** What the next attempt shall know. */
  readonly payload?: Record<string, unknown>
}

/** Puts a job back into the queue. */
export async function requeueJob(
  db: Kysely<Database>,
  attempt: Attempt,
  { delayMs, failure, payload }: Again,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await ours(trx, attempt)
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
    if (numUpdatedRows > 0n) await deliver(trx, [attempt.id])
  })
}

/** Ends a job that waits at once; one that runs is told to stop by its worker. */
export async function cancelJob(db: Kysely<Database>, id: number): Promise<StoredJob> {
  const job = await db
    .updateTable('job')
    .set({
      cancel_requested: true,
      status: sql`case status when 'queued' then 'cancelled' else status end`,
      finished_at: sql`case status when 'queued' then clock_timestamp() end`,
      updated_at: NOW,
    })
    .where('id', '=', id)
    .where('status', 'in', ['queued', 'running'])
    .returning(JOB_COLUMNS)
    .executeTakeFirst()
  if (job) return job
  const { status } = await jobById(db, id)
  throw new UserError(`job ${id} is over (${status}): there is nothing to cancel`)
}

/** Puts a failed or cancelled job, or one that waits for its next attempt, first into the queue. */
export async function retryJob(db: Kysely<Database>, id: number): Promise<StoredJob> {
  const before = await jobById(db, id)
  if (before.status === 'running' || before.status === 'done') {
    throw new UserError(
      `job ${id} is ${before.status}: only one that failed, was cancelled or waits can be tried again`,
    )
  }
  return db.transaction().execute(async (trx) => {
    const twin = await trx
      .selectFrom('job')
      .select('id')
      .where('key', '=', before.key)
      .where('id', '!=', id)
      .where('status', 'in', ['queued', 'running'])
      .executeTakeFirst()
    if (twin) throw new UserError(`job ${twin.id} does the same and is not over yet`)
    const job = await trx
      .updateTable('job')
      .set({
        status: 'queued',
        failures: 0,
        losses: 0,
        cancel_requested: false,
        worker_id: null,
        finished_at: null,
        run_at: NOW,
        updated_at: NOW,
      })
      .where('id', '=', id)
      .where('status', 'in', ['queued', 'failed', 'cancelled'])
      .returning(JOB_COLUMNS)
      .executeTakeFirst()
    if (!job) throw new UserError(`job ${id} has just been taken up: it runs`)
    await deliver(trx, [id])
    return job
  })
}

const NOW = sql<Date>`clock_timestamp()`
const OVER = { finished_at: NOW, updated_at: NOW, progress: null }

function ours(db: Kysely<Database>, { id, attempts }: Attempt) {
  return db
    .updateTable('job')
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('status', '=', 'running')
}
