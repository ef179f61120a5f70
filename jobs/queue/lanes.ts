import { EventEmitter } from 'node:events'
import { runTaskList, type WorkerEvents } from 'graphile-worker'
import { sessionsOf } from '../../src/store/sessions.js'
import type { Session } from '../session/session.js'
import { quietLogger } from './logger.js'

export interface LanesOptions {
  readonly pool: Session['pool']
  /** Name of the queue, and how many of its jobs run at once. */
  readonly queue: string
  readonly concurrency: number
  readonly onJob: (jobId: number) => Promise<void>
  /** graphile-worker failed to get or to return a job: these lanes must be replaced. */
  readonly onTrouble: () => void
  readonly log: (line: string) => void
  readonly pollMs?: number
}

/** Loops that each run one job of a queue at a time, under graphile-worker names of their own. */
export interface Lanes {
  readonly names: ReadonlySet<string>
  /** Dispatches no more jobs; resolves when the running ones have ended. */
  stop(): Promise<void>
}

const POLL_MS = 2_000
const FOREVER_MS = 2 ** 31 - 1

/**
 * Runs graphile-worker over one queue. A lane that failed to get or to return a job may hold a lock
 * that it has lost track of: such lanes are replaced by new ones, and their locks released.
 */
export function openLanes({ pool, queue, onJob, onTrouble, ...options }: LanesOptions): Lanes {
  const { concurrency, log, pollMs = POLL_MS } = options
  const names = new Set<string>()
  const sessions = sessionsOf(pool)
  const lanes = runTaskList(
    {
      concurrency,
      pollInterval: pollMs,
      events: eventsOf(names, onTrouble),
      noHandleSignals: true,
      noPreparedStatements: !sessions.prepares,
      logger: quietLogger(log),
      gracefulShutdownAbortTimeout: FOREVER_MS,
    },
    { [queue]: (payload) => onJob(jobOf(payload)) },
    sessions.pool,
  )
  return {
    names,
    async stop() {
      await lanes.gracefulShutdown()
    },
  }
}

function eventsOf(names: Set<string>, onTrouble: () => void): WorkerEvents {
  const events: WorkerEvents = new EventEmitter()
  events.on('worker:create', ({ worker }) => names.add(worker.workerId))
  events.on('worker:getJob:error', onTrouble)
  events.on('worker:fatalError', onTrouble)
  return events
}

/** The job's id in the payload that `dispatch` wrote. */
function jobOf(payload: unknown): number {
  return (payload as { job: number }).job
}
