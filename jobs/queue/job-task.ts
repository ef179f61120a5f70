import type { JobFailure } from '../../src/store/jobs/end.js'
import type { JobProgress, StoredJob } from '../../src/store/jobs/job.js'
import type { Session } from '../session/session.js'
import type { Settings } from '../session/settings.js'
import type { FindMarket } from './markets.js'

/** What a task is given when it runs as a job; `session.signal` ends it. */
export interface JobContext {
  readonly session: Session
  readonly settings: Settings
  readonly job: StoredJob
  /** A dataset in memory, kept for the jobs that follow. */
  readonly market: FindMarket
  /** How far it is, for those who look on. */
  readonly report: (progress: JobProgress) => void
  /** Something is safe (a seed's checkpoint): another attempt would go on from here. */
  readonly saved: () => void
}

/** A task as the queue runs it: at least once, so that running it twice must be running it once. */
export interface JobTask {
  /** What it did, in one line. */
  run(context: JobContext): Promise<string>
  /** Tells others that it is not going to happen, where they should know. */
  failed?(context: JobContext, failure: JobFailure): Promise<void>
  /** Puts right what an attempt that was stopped left behind. */
  stopped?(context: JobContext): Promise<void>
  /** The payload of one more attempt after memory ran out; null where nothing can be made smaller. */
  smaller?(context: JobContext): Promise<Record<string, unknown> | null>
  /** Attempts after failures that may pass; 12 where left out. */
  readonly retries?: number
  /** The longest pause between two of them; five minutes where left out. */
  readonly pauseMs?: number
}
