import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { toError } from '../../lib/errors.js'
import type { Database } from '../tables/index.js'
import { JOB_COLUMNS, type StoredJob } from './job.js'

export type JobListener = (job: StoredJob) => void

/** Tells of jobs as they change. */
export interface JobFollower {
  /** Every unfinished job as it is, then each change, until the call returned ends it. */
  subscribe(listener: JobListener): Promise<() => void>
  /** When nothing is being read any more. */
  settle(): Promise<void>
}

export interface FollowJobsOptions {
  readonly everyMs?: number
  readonly log?: (line: string, error: Error) => void
}

const EVERY_MS = 1_000
/** A job that ended is looked for so long, that its end is told whatever is missed between looks. */
const OVER_SECONDS = 60
/** Of a longer queue those are told that run, and then those that changed last. */
const MOST_JOBS = 5_000

/**
 * Looks once a second while somebody listens, and compares with what it saw before: progress is worth
 * no notice of its own, and nothing is lost with a connection.
 */
export function followJobs(
  db: Kysely<Database>,
  { everyMs = EVERY_MS, log = () => {} }: FollowJobsOptions = {},
): JobFollower {
  const listeners = new Set<JobListener>()
  let seen = new Map<number, number>()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined

  const look = async (): Promise<void> => {
    try {
      const jobs = await recentJobs(db)
      const changed = jobs.filter(({ id, updatedAt }) => seen.get(id) !== updatedAt.getTime())
      seen = new Map(jobs.map(({ id, updatedAt }) => [id, updatedAt.getTime()]))
      for (const job of changed) {
        for (const listener of listeners) listener(job)
      }
    } catch (thrown) {
      log('jobs cannot be read, and will be told later', toError(thrown))
    }
  }
  const lookLater = () => {
    clearTimeout(timer)
    if (listeners.size === 0) return
    timer = setTimeout(() => {
      looking = look().finally(lookLater)
    }, everyMs)
    timer.unref()
  }
  return {
    async subscribe(listener) {
      const jobs = await recentJobs(db)
      for (const job of jobs) if (job.finishedAt === null) listener(job)
      if (listeners.size === 0) {
        seen = new Map(jobs.map(({ id, updatedAt }) => [id, updatedAt.getTime()]))
      }
      listeners.add(listener)
      lookLater()
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) clearTimeout(timer)
      }
    },
    async settle() {
      clearTimeout(timer)
      await looking
    },
  }
}

async function recentJobs(db: Kysely<Database>): Promise<StoredJob[]> {
  const jobs = await db
    .selectFrom('job')
    .select(JOB_COLUMNS)
    .where((is) =>
      is.or([
        is('status', 'in', ['queued', 'running']),
        is('finished_at', '>', sql<Date>`now() - ${OVER_SECONDS} * interval '1 second'`),
      ]),
    )
    .orderBy(sql`status = 'running'`, 'desc')
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_JOBS)
    .execute()
  return jobs.sort((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime() || a.id - b.id)
}
