import { type Kysely, sql } from 'kysely'
import { oneRow } from '../one-row.js'
import type { Database } from '../tables/index.js'

/** Whether jobs are taken from the queue, and ticks dealt with on time. */
export interface QueueHealth {
  readonly workers: number
  /** Seconds that the job due longest has waited; 0 where none is due. */
  readonly waitingSeconds: number
  /** Seconds since the oldest tick that no scheduler has dealt with; 0 where none is due. */
  readonly overdueSeconds: number
}

export async function queueHealth(db: Kysely<Database>): Promise<QueueHealth> {
  const health = await sql<QueueHealth>`select
    (select count(*)::int from worker) as workers,
    greatest(0, coalesce((select extract(epoch from clock_timestamp() - min(run_at))
      from job where status = 'queued'), 0))::float8 as "waitingSeconds",
    greatest(0, coalesce((select extract(epoch from clock_timestamp() - min(next_slot))
      from schedule_entry), 0))::float8 as "overdueSeconds"`.execute(db)
  return oneRow(health)
}
