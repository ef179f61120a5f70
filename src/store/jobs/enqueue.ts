import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.js'

/** The queues: for any worker, and for those with a graphics card. */
export const QUEUES = { any: 'residua', gpu: 'residua-gpu' } as const

export interface NewJob {
  readonly task: string
  /** What it does; while a job with this key is not over, no second one is made. */
  readonly key: string
  readonly payload?: Record<string, unknown>
  readonly gpu?: boolean
  /** Smaller is sooner; 0 where left out. */
  readonly priority?: number
  readonly runId?: string
  readonly split?: string
  readonly seed?: number
  readonly scheduled?: string
  readonly slot?: Date
}

export interface Enqueued {
  readonly id: number
  /** False where one with this key waits or runs already. */
  readonly created: boolean
}

/** Puts a job into the queue, or finds the unfinished one of its key. */
export async function enqueueJob(db: Kysely<Database>, job: NewJob): Promise<Enqueued> {
  const row = await db
    .insertInto('job')
    .values({
      task: job.task,
      key: job.key,
      payload: JSON.stringify(job.payload ?? {}),
      gpu: job.gpu ?? false,
      priority: job.priority ?? 0,
      run_id: job.runId ?? null,
      split: job.split ?? null,
      seed: job.seed ?? null,
      scheduled: job.scheduled ?? null,
      slot: job.slot ?? null,
    })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .where(sql<boolean>`status in ('queued', 'running')`)
        // An update that changes nothing, so that the row is returned.
        .doUpdateSet({ key: (of) => of.ref('excluded.key') }),
    )
    .returning(['id', 'gpu', 'priority', sql<boolean>`job.xmax = 0`.as('created')])
    .executeTakeFirstOrThrow()
  if (row.created) await dispatch(db, [row.id])
  return { id: row.id, created: row.created }
}

/**
 * Dispatches queued jobs to graphile-worker, which gives each to one worker at its time. Its row holds
 * our id and nothing else; where there is one already, it takes the new time.
 */
export async function dispatch(db: Kysely<Database>, ids: readonly number[]): Promise<void> {
  await sql`select graphile_worker.add_job(
      case when gpu then ${QUEUES.gpu} else ${QUEUES.any} end,
      payload => json_build_object('job', id), run_at => run_at, max_attempts => 100,
      job_key => 'job ' || id, priority => priority::int, job_key_mode => 'replace')
    from job where id = any(${ids}::bigint[]) and status = 'queued' order by id`.execute(db)
}
