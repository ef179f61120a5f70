import { EventEmitter } from 'node:events'
import { runTaskList, type WorkerEvents } from 'graphile-worker'
import type { Session } from '../session/session.js'
import { quietLogger } from './logger.js'

export interface LanesOptions {
  readonly pool: Session['pool']
  /** What is asked of the queue, and how many at a time. */
  readonly queue: string
  readonly concurrency: number
  readonly onJob: (jobId: number) => Promise<void>
  /** Something went wrong between graphile-worker and the database: these lanes are to be replaced. */
  readonly onTrouble: () => void
  readonly log: (line: string) => void
  readonly pollMs?: number
}

/** Takers of jobs, each one at a time, under names of their own. */
export interface Lanes {
  readonly names: ReadonlySet<string>
  /** Takes no more; resolved when what is under way is over. */
  stop(): Promise<void>
}

const POLL_MS = 2_000

/**
 * graphile-worker's loop over one queue. A lane that could not ask for a job, or not hand one back,
 * may hold a lock it does not know of: lanes in trouble are left for new ones, and their locks opened.
 */
export function openLanes({
  pool,
  queue,
  concurrency,
  onJob,
  onTrouble,
  log,
  pollMs = POLL_MS,
}: LanesOptions): Lanes {
  const names = new Set<string>()
  const events: WorkerEvents = new EventEmitter()
  events.on('worker:create', ({ worker }) => names.add(worker.workerId))
  events.on('worker:getJob:error', onTrouble)
  events.on('worker:fatalError', onTrouble)
  const lanes = runTaskList(
    {
      concurrency,
      pollInterval: pollMs,
      events,
      noHandleSignals: true,
      logger: quietLogger(log),
      gracefulShutdownAbortTimeout: 2 ** 31 - 1,
    },
    { [queue]: (payload) => onJob(jobOf(payload)) },
    pool,
  )
  return {
    names,
    async stop() {
      await lanes.gracefulShutdown()
    },
  }
}

/** Written by `dispatch`. */
function jobOf(payload: unknown): number {
  return (payload as { job: number }).job
}
