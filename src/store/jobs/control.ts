import { type Kysely, sql } from 'kysely'
import { UserError } from '../../lib/errors.js'
import type { Database } from '../tables/index.js'
import { NOW } from './attempt.js'
import { dispatch } from './enqueue.js'
import { JOB_COLUMNS, jobById, type StoredJob } from './job.js'

/** Ends a waiting job at once; the worker of a running one sees the request and stops it. */
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
  const { status, key } = await jobById(db, id)
  if (status === 'running' || status === 'done') {
    throw new UserError(
      `job ${id} is ${status}: only a failed, cancelled or waiting job can be tried again`,
    )
  }
  return db.transaction().execute(async (trx) => {
    await assertOnly(trx, id, key)
    const job = await trx
      .updateTable('job')
      .set(AS_NEW)
      .where('id', '=', id)
      .where('status', 'in', ['queued', 'failed', 'cancelled'])
      .returning(JOB_COLUMNS)
      .executeTakeFirst()
    if (!job) throw new UserError(`a worker has just taken job ${id}: it runs`)
    await dispatch(trx, [id])
    return job
  })
}

const AS_NEW = {
  status: 'queued',
  failures: 0,
  losses: 0,
  cancel_requested: false,
  worker_id: null,
  finished_at: null,
  run_at: NOW,
  updated_at: NOW,
} as const

/** Throws where another unfinished job has the same key. */
async function assertOnly(trx: Kysely<Database>, id: number, key: string): Promise<void> {
  const twin = await trx
    .selectFrom('job')
    .select('id')
    .where('key', '=', key)
    .where('id', '!=', id)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirst()
  if (twin) throw new UserError(`job ${twin.id} does the same and is not over yet`)
}
