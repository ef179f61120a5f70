import type { StoredJob } from '../../src/store/jobs/job.js'
import type { HeldJob } from '../../src/store/jobs/workers.js'
import type { StopReason } from './attempt.js'

interface RunningAttempt {
  readonly job: StoredJob
  readonly stop: (reason: StopReason) => void
}

/** The attempts that run in this process, compared with the jobs that the database assigns to it. */
export class RunningAttempts {
  readonly #running = new Map<number, RunningAttempt>()
  #unknown: readonly HeldJob[] = []

  /** Adds an attempt; returns the function that removes it. */
  add(job: StoredJob, stop: RunningAttempt['stop']): () => void {
    const attempt = { job, stop }
    this.#running.set(job.id, attempt)
    return () => {
      if (this.#running.get(job.id) === attempt) this.#running.delete(job.id)
    }
  }

  snapshot(): readonly RunningAttempt[] {
    return [...this.#running.values()]
  }

  /**
   * Stops the attempts of `before` that the database has assigned elsewhere or cancelled, and returns
   * jobs that it assigns to this worker although no attempt runs: their outcome could not be stored.
   * Only jobs seen so twice count: the attempt of one seen once may have just started.
   */
  reconcile(before: readonly RunningAttempt[], assigned: readonly HeldJob[]): readonly HeldJob[] {
    for (const { job, stop } of before) {
      const row = assigned.find(({ id }) => id === job.id)
      if (!row || row.attempts !== job.attempts) stop('taken over')
      else if (row.cancel) stop('cancelled')
    }
    const unknown = assigned.filter(
      ({ id }) => !before.some(({ job }) => job.id === id) && !this.#running.has(id),
    )
    const orphans = unknown.filter(({ id }) => this.#unknown.some((one) => one.id === id))
    this.#unknown = unknown
    return orphans
  }

  stopAll(reason: StopReason): void {
    for (const { stop } of this.#running.values()) stop(reason)
  }
}
