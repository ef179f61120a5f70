import type { JobFailure } from '../../src/store/jobs/end.js'
import type { StoredJob } from '../../src/store/jobs/job.js'
import type { JobProgress } from '../../src/store/tables/job.js'
import type { FindMarket } from '../market/market-cache.js'
import type { Session } from '../session/session.js'
import type { Settings } from '../session/settings.js'

/** What a task gets when it runs as a job; `session.signal` aborts the attempt. */
export interface JobContext {
  readonly session: Session
  readonly settings: Settings
  readonly job: StoredJob
  /** Loads a dataset, cached for the jobs that follow. */
  readonly market: FindMarket
  /** Reports the progress of the job. */
  readonly report: (progress: JobProgress) => void
  /** Reports that part of the work is saved (a seed's checkpoint): another attempt starts from there. */
  readonly saved: () => void
}

/** A task as the queue runs it: at least once, so it must be idempotent. */
export interface JobTask {
  /** Runs the task; returns one line about what it did. */
  run(context: JobContext): Promise<string>
  /** Records a final failure where others look for the result. */
  failed?(context: JobContext, failure: JobFailure): Promise<void>
  /** Cleans up after an attempt that was stopped. */
  stopped?(context: JobContext): Promise<void>
  /** The payload of one more attempt after memory ran out; null where nothing can be made smaller. */
  smaller?(context: JobContext): Promise<Record<string, unknown> | null>
  /** Most attempts after retryable failures; 12 where left out. */
  readonly retries?: number
  /** Longest pause between two attempts; five minutes where left out. */
  readonly pauseMs?: number
}
