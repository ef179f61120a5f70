import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { toError } from '../../lib/errors.js'
import type { Database } from '../tables/index.js'
import { JOB_COLUMNS, type StoredJob } from './job.js'

type JobListener = (job: StoredJob) => void

/** Reports jobs as they change. */
export interface JobFollower {
  /** Reports every unfinished job as it is, then each change, until the function returned is called. */
  subscribe(listener: JobListener): Promise<() => void>
  /** Resolves when nothing is being read any more. */
  settle(): Promise<void>
}

export interface FollowJobsOptions {
  readonly everyMs?: number
  readonly log?: (line: string, error: Error) => void
}

const EVERY_MS = 1_000
/** How long a finished job is still read, so that its end is reported whatever read fails meanwhile. */
const OVER_SECONDS = 60
/** Of a longer queue the running jobs are reported, then those that changed last. */
const MOST_JOBS = 5_000

/**
 * Reads the jobs once a second while there are listeners, and compares them with the last read: progress
 * is not worth a notice of its own, and nothing is lost with a connection.
 */
export function followJobs(db: Kysely<Database>, options: FollowJobsOptions = {}): JobFollower {
  return new JobFeed(db, options)
}

class JobFeed implements JobFollower {
  readonly #listeners = new Set<JobListener>()
  readonly #everyMs: number
  readonly #log: NonNullable<FollowJobsOptions['log']>
  /** When each job had changed at the last read, by id. */
  #seen = new Map<number, number>()
  #timer: NodeJS.Timeout | undefined
  #reading: Promise<void> | undefined

  constructor(
    readonly db: Kysely<Database>,
    { everyMs = EVERY_MS, log = () => {} }: FollowJobsOptions,
  ) {
    this.#everyMs = everyMs
    this.#log = log
  }

  async subscribe(listener: JobListener): Promise<() => void> {
    const jobs = await recentJobs(this.db)
    for (const job of jobs) if (job.finishedAt === null) listener(job)
    if (this.#listeners.size === 0) this.#seen = changeTimes(jobs)
    this.#listeners.add(listener)
    this.#readLater()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) clearTimeout(this.#timer)
    }
  }

  async settle(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#reading
  }

  #readLater(): void {
    clearTimeout(this.#timer)
    if (this.#listeners.size === 0) return
    this.#timer = setTimeout(() => {
      this.#reading = this.#read().finally(() => this.#readLater())
    }, this.#everyMs)
    this.#timer.unref()
  }

  async #read(): Promise<void> {
    try {
      const jobs = await recentJobs(this.db)
      const changed = jobs.filter(({ id, updatedAt }) => this.#seen.get(id) !== updatedAt.getTime())
      this.#seen = changeTimes(jobs)
      for (const job of changed) {
        for (const listener of this.#listeners) listener(job)
      }
    } catch (thrown) {
      this.#log('jobs cannot be read, and will be reported later', toError(thrown))
    }
  }
}

function changeTimes(jobs: readonly StoredJob[]): Map<number, number> {
  return new Map(jobs.map(({ id, updatedAt }) => [id, updatedAt.getTime()]))
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
