import type { Kysely } from 'kysely'
import type { Database } from '../tables/index.js'
import { countJobs, finishedJobs, type JobStatus, type StoredJob, unfinishedJobs } from './job.js'
import { type StoredScheduleEntry, scheduleEntries } from './schedule-entries.js'
import { liveWorkers, type StoredWorker } from './workers.js'

/** The jobs, the schedule and the workers, as the API shows them. */
export interface JobsOverview {
  readonly counts: Readonly<Record<JobStatus, number>>
  readonly running: readonly StoredJob[]
  readonly queue: readonly StoredJob[]
  readonly history: readonly StoredJob[]
  readonly nextTicks: readonly StoredScheduleEntry[]
  readonly workers: readonly StoredWorker[]
}

export async function jobsOverview(
  db: Kysely<Database>,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<JobsOverview> {
  const [counts, running, queue, history, nextTicks, workers] = await Promise.all([
    countJobs(db),
    unfinishedJobs(db, 'running', first),
    unfinishedJobs(db, 'queued', first),
    finishedJobs(db, { first: last }),
    scheduleEntries(db),
    liveWorkers(db),
  ])
  return { counts, running, queue, history, nextTicks, workers }
}
