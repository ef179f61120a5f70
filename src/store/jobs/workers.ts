import { type Kysely, sql } from 'kysely'
import { oneRow } from '../one-row.js'
import type { Database } from '../tables/index.js'
import { deliver } from './enqueue.js'

/** A process that takes jobs. */
export interface StoredWorker {
  readonly id: string
  readonly host: string
  readonly pid: number
  readonly gpu: string | null
  readonly concurrency: number
  readonly startedAt: Date
  readonly seenAt: Date
}

export interface Beat extends Omit<StoredWorker, 'startedAt' | 'seenAt'> {
  /** Names under which it locks jobs in the queue. */
  readonly lanes: readonly string[]
}

/** A job that a worker holds, as the database sees it. */
export interface HeldJob {
  readonly id: number
  readonly attempts: number
  /** Whether somebody wants it stopped. */
  readonly cancel: boolean
}

/** Says that a worker lives; answers the jobs that are still its own. */
export async function beat(
  db: Kysely<Database>,
  { id, host, pid, gpu, concurrency, lanes }: Beat,
): Promise<HeldJob[]> {
  await db
    .insertInto('worker')
    .values({ id, host, pid, gpu, concurrency, lanes: [...lanes] })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        lanes: (of) => of.ref('excluded.lanes'),
        seen_at: sql`clock_timestamp()`,
      }),
    )
    .execute()
  return db
    .selectFrom('job')
    .select(['id', 'attempts', 'cancel_requested as cancel'])
    .where('worker_id', '=', id)
    .where('status', '=', 'running')
    .execute()
}

export async function retireWorker(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('worker').where('id', '=', id).execute()
}

export async function liveWorkers(db: Kysely<Database>): Promise<StoredWorker[]> {
  return db
    .selectFrom('worker')
    .select([
      'id',
      'host',
      'pid',
      'gpu',
      'concurrency',
      'started_at as startedAt',
      'seen_at as seenAt',
    ])
    .orderBy('started_at')
    .orderBy('id')
    .execute()
}

/** Only one process at a time looks. */
const RECOVERY = 7_310_577_282

/**
 * Puts right what dead processes left: workers that have said nothing for `deadAfterMs` are struck
 * off, their jobs go back into the queue (at once, later after a longer pause each time), locks of
 * nobody are opened, what was replaced under them is removed, and a queued job that the queue has
 * lost is handed in again. The jobs that others may take over; none where another process is at it.
 */
export async function recover(db: Kysely<Database>, deadAfterMs: number): Promise<number[]> {
  return db.transaction().execute(async (trx) => {
    const lock = await sql<{ ok: boolean }>`
      select pg_try_advisory_xact_lock(${RECOVERY}) as ok`.execute(trx)
    if (!oneRow(lock).ok) return []
    const seconds = deadAfterMs / 1000
    await sql`delete from worker
      where seen_at < clock_timestamp() - ${seconds} * interval '1 second'`.execute(trx)
    await sql`select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
      from graphile_worker.jobs
      where locked_by is not null and locked_at < now() - ${seconds} * interval '1 second'
        and locked_by not in (select unnest(lanes) from worker)
      having count(*) > 0`.execute(trx)
    // A row handed in anew under a dead worker's lock left one without its key, which none takes again.
    await sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs
      where key is null and locked_by is null and attempts >= max_attempts
      having count(*) > 0`.execute(trx)
    const lost = await sql<{ id: number; status: string }>`
      update job set
        status = case when cancel_requested then 'cancelled' else 'queued' end,
        finished_at = case when cancel_requested then clock_timestamp() end,
        losses = losses + 1, worker_id = null, progress = null, updated_at = clock_timestamp(),
        run_at = clock_timestamp()
          + case when losses = 0 then 0 else least(60, 2 ^ losses) end * interval '1 second'
      where status = 'running' and worker_id not in (select id from worker)
      returning id, status`.execute(trx)
    const takenOver = lost.rows.filter(({ status }) => status === 'queued').map(({ id }) => id)
    const astray = await sql<{ id: number }>`
      select id from job
      where status = 'queued' and updated_at < clock_timestamp() - ${seconds} * interval '1 second'
        and not exists (
          select from graphile_worker.jobs q where q.key = 'job ' || job.id and q.attempts < q.max_attempts)
      `.execute(trx)
    await deliver(trx, [...takenOver, ...astray.rows.map(({ id }) => id)])
    return takenOver
  })
}

/** Whether an older worker of the same machine holds the card: one process at a time works on it. */
export async function isCardTaken(
  db: Kysely<Database>,
  { id, host, gpu }: Pick<StoredWorker, 'id' | 'host' | 'gpu'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('worker')
    .innerJoin('worker as older', (join) =>
      join.onRef('older.host', '=', 'worker.host').onRef('older.gpu', '=', 'worker.gpu'),
    )
    .select('older.id')
    .where('worker.id', '=', id)
    .where('older.host', '=', host)
    .where('older.gpu', '=', gpu)
    .where(sql<boolean>`(older.started_at, older.id) < (worker.started_at, worker.id)`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
