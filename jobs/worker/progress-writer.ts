import { setTimeout as sleep } from 'node:timers/promises'
import { reportProgress } from '../../src/store/jobs/attempt.js'
import type { StoredJob } from '../../src/store/jobs/job.js'
import type { JobProgress } from '../../src/store/tables/job.js'
import type { Session } from '../session/session.js'

export interface ProgressWriter {
  readonly report: (progress: JobProgress) => void
  /** Writes nothing more: the outcome follows. */
  end(): void
}

const INTERVAL_MS = 500

/** Stores the newest progress of a job, at most twice a second; skipped while the database is away. */
export function createProgressWriter({ db }: Session, job: StoredJob): ProgressWriter {
  let newest: JobProgress | undefined
  let [writing, ended] = [false, false]
  const write = async (): Promise<void> => {
    writing = true
    while (newest && !ended) {
      const progress = newest
      newest = undefined
      await reportProgress(db, job, progress).catch(() => {})
      await sleep(INTERVAL_MS)
    }
    writing = false
  }
  return {
    report(progress) {
      newest = progress
      if (!writing) void write()
    },
    end() {
      ended = true
    },
  }
}
