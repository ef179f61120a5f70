import { type Kysely, sql } from 'kysely'
import { oneRow } from '../one-row.js'
import type { Database } from '../tables/index.js'
import { dispatch } from './enqueue.js'

/** The advisory lock of the one process that reclaims at a time. */
const RECLAIM = 7_310_577_282

/**
 * Reclaims the jobs of workers without a heartbeat for `deadAfterMs`: the workers are removed, their
 * jobs queued again (at once the first time, then after growing pauses), their locks in the queue
 * released, and queued jobs that the queue has no row of dispatched again. Answers the jobs that other
 * workers may take; none where another process is reclaiming.
 */
export async function reclaim(db: Kysely<Database>, deadAfterMs: number): Promise<number[]> {
  return db.transaction().execute(async (trx) => {
    const lock = await sql<{ ok: boolean }>`
      select pg_try_advisory_xact_lock(${RECLAIM}) as ok`.execute(trx)
    if (!oneRow(lock).ok) return []
    const seconds = deadAfterMs / 1000
    await sql`delete from worker
      where seen_at < clock_timestamp() - ${seconds} * interval '1 second'`.execute(trx)
    await releaseLocks(trx, seconds)
    const reclaimed = await requeueLost(trx)
    await dispatch(trx, [...reclaimed, ...(await undispatched(trx, seconds))])
    return reclaimed
  })
}

/** Releases the queue's locks of dead workers, and removes rows that no worker would take again. */
async function releaseLocks(trx: Kysely<Database>, seconds: number): Promise<void> {
  await sql`select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
    from graphile_worker.jobs
    where locked_by is not null and locked_at < now() - ${seconds} * interval '1 second'
      and locked_by not in (select unnest(lanes) from worker)
    having count(*) > 0`.execute(trx)
  // A job that is dispatched again while a dead worker's lock stands leaves a row without its key.
  await sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs
    where key is null and locked_by is null and attempts >= max_attempts
    having count(*) > 0`.execute(trx)
}

/** Queues the running jobs of workers that are gone again, or cancels them where that was requested. */
async function requeueLost(trx: Kysely<Database>): Promise<number[]> {
  const { rows } = await sql<{ id: number; status: string }>`
    update job set
      status = case when cancel_requested then 'cancelled' else 'queued' end,
      finished_at = case when cancel_requested then clock_timestamp() end,
      losses = losses + 1, worker_id = null, progress = null, updated_at = clock_timestamp(),
      run_at = clock_timestamp()
        + case when losses = 0 then 0 else least(60, 2 ^ losses) end * interval '1 second'
    where status = 'running' and worker_id not in (select id from worker)
    returning id, status`.execute(trx)
  return rows.filter(({ status }) => status === 'queued').map(({ id }) => id)
}

/** Queued jobs without a row in the queue. */
async function undispatched(trx: Kysely<Database>, seconds: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from job
    where status = 'queued' and updated_at < clock_timestamp() - ${seconds} * interval '1 second'
      and not exists (
        select from graphile_worker.jobs q where q.key = 'job ' || job.id and q.attempts < q.max_attempts)
    `.execute(trx)
  return rows.map(({ id }) => id)
}
