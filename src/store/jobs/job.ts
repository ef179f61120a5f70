import { type Kysely, sql } from 'kysely'
import { UserError } from '../../lib/errors.js'
import { inOrder } from '../../lib/in-order.js'
import type { Database } from '../tables/index.js'
import type { FailureKind, JobProgress, JobStatus } from '../tables/job.js'

export type { JobStatus } from '../tables/job.js'

/** One execution of a task: queued, running or finished. */
export interface StoredJob {
  readonly id: number
  readonly task: string
  readonly key: string
  readonly payload: Record<string, unknown>
  readonly gpu: boolean
  readonly priority: number
  readonly status: JobStatus
  readonly attempts: number
  readonly failures: number
  readonly losses: number
  /** Not before. */
  readonly runAt: Date
  readonly workerId: string | null
  readonly runId: string | null
  readonly split: string | null
  readonly seed: number | null
  readonly scheduled: string | null
  readonly slot: Date | null
  readonly progress: JobProgress | null
  readonly outcome: string | null
  readonly failure: string | null
  readonly failureKind: FailureKind | null
  readonly remedy: string | null
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  readonly updatedAt: Date
}

export const JOB_COLUMNS = [
  'job.id',
  'job.task',
  'job.key',
  'job.payload',
  'job.gpu',
  'job.priority',
  'job.status',
  'job.attempts',
  'job.failures',
  'job.losses',
  'job.run_at as runAt',
  'job.worker_id as workerId',
  'job.run_id as runId',
  'job.split',
  'job.seed',
  'job.scheduled',
  'job.slot',
  'job.progress',
  'job.outcome',
  'job.failure',
  'job.failure_kind as failureKind',
  'job.remedy',
  'job.created_at as createdAt',
  'job.started_at as startedAt',
  'job.finished_at as finishedAt',
  'job.updated_at as updatedAt',
] as const

/** Jobs in the order asked; null where there is none. */
async function jobsById(
  db: Kysely<Database>,
  ids: readonly number[],
): Promise<(StoredJob | null)[]> {
  const rows = await db
    .selectFrom('job')
    .select(JOB_COLUMNS)
    .where('id', '=', sql<number>`any(${ids}::bigint[])`)
    .execute()
  return inOrder(ids, rows, ({ id }) => id)
}

export async function jobById(db: Kysely<Database>, id: number): Promise<StoredJob> {
  const [job] = await jobsById(db, [id])
  if (job) return job
  throw new UserError(`job ${id} is unknown; \`residua jobs\` lists them`)
}

export interface JobFilter {
  readonly status?: readonly JobStatus[]
  readonly runId?: string
  readonly first: number
  /** Id of the job before the page. */
  readonly after?: number
}

/** Queued or running jobs, in the order in which workers take them. */
export async function unfinishedJobs(
  db: Kysely<Database>,
  status: 'queued' | 'running',
  first: number,
): Promise<StoredJob[]> {
  return db
    .selectFrom('job')
    .select(JOB_COLUMNS)
    .where('status', '=', status)
    .orderBy('priority')
    .orderBy('run_at')
    .orderBy('id')
    .limit(first)
    .execute()
}

/** Finished jobs, newest first. */
export async function finishedJobs(
  db: Kysely<Database>,
  { status = ['done', 'failed', 'cancelled'], first, after }: JobFilter,
): Promise<StoredJob[]> {
  return db
    .selectFrom('job')
    .select(JOB_COLUMNS)
    .where('status', '=', sql<JobStatus>`any(${status}::text[])`)
    .where('finished_at', 'is not', null)
    .$if(after !== undefined, (q) =>
      q.where(
        sql<boolean>`(job.finished_at, job.id) <
          (select j.finished_at, j.id from job j where j.id = ${after}::bigint)`,
      ),
    )
    .orderBy('finished_at', 'desc')
    .orderBy('id', 'desc')
    .limit(first)
    .execute()
}

export async function countJobs(db: Kysely<Database>): Promise<Record<JobStatus, number>> {
  const rows = await db
    .selectFrom('job')
    .select((of) => ['status', of.fn.countAll<number>().as('n')])
    .groupBy('status')
    .execute()
  const counts = { queued: 0, running: 0, done: 0, failed: 0, cancelled: 0 }
  for (const { status, n } of rows) counts[status] = n
  return counts
}
