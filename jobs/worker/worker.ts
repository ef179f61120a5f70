import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { toError } from '../../src/lib/errors.js'
import { requeueJob } from '../../src/store/jobs/end.js'
import { QUEUES } from '../../src/store/jobs/enqueue.js'
import type { StoredJob } from '../../src/store/jobs/job.js'
import { reclaim } from '../../src/store/jobs/reclaim.js'
import { heartbeat, isCardTaken, retireWorker } from '../../src/store/jobs/workers.js'
import { isOutage } from '../../src/store/outage.js'
import { createMarketCache } from '../market/market-cache.js'
import { installQueue } from '../queue/install.js'
import type { Session } from '../session/session.js'
import type { Settings } from '../session/settings.js'
import { type JobRunner, runJob } from './run-job.js'
import { RunningAttempts } from './running-attempts.js'
import { WorkerLanes } from './worker-lanes.js'

export interface WorkerOptions {
  readonly settings?: Settings
  /** How many jobs run at once that need no graphics card. */
  readonly concurrency: number
  /** The worker's graphics card, and how many jobs run on it at once; none run without it. */
  readonly gpu?: { readonly name: string; readonly concurrency: number }
  readonly onStart?: (job: StoredJob) => void
  readonly onEnd?: (job: StoredJob, outcome: string) => void
  readonly log?: (line: string) => void
  /** Interval of its heartbeats, and the time without one after which others reclaim its jobs. */
  readonly heartbeatMs?: number
  readonly deadAfterMs?: number
  /** Interval at which it polls for jobs that are due later. */
  readonly pollMs?: number
  readonly runner?: Pick<JobRunner, 'find' | 'pause'>
}

const HEARTBEAT_MS = 2_000
const DEAD_AFTER_SECONDS = 30

/**
 * Runs jobs of the queue until `session.signal` aborts, then returns the unfinished ones to it at once.
 * It sends a heartbeat every two seconds and waits for a database that is away. Each job is run by one
 * of any number of workers; the jobs of a worker that died are reclaimed by the others.
 */
export async function runWorker(session: Session, options: WorkerOptions): Promise<void> {
  const { db, signal } = session
  await installQueue(session)
  const worker = createWorker(session, options)
  try {
    while (!signal.aborted) {
      await worker.step().catch(worker.waitOutage)
      await sleep(worker.heartbeatMs, undefined, { signal }).catch(() => {})
    }
  } finally {
    worker.attempts.stopAll('worker stops')
    await worker.lanes.stop()
    await retireWorker(db, worker.id).catch(() => {}) // else it is removed as dead
  }
}

function createWorker(session: Session, options: WorkerOptions) {
  const { settings = {}, log = () => {} } = options
  const { deadAfterMs = 1000 * (settings.worker?.deadAfterSeconds ?? DEAD_AFTER_SECONDS) } = options
  const { heartbeatMs = Math.min(HEARTBEAT_MS, deadAfterMs / 5) } = options
  const id = randomUUID()
  const attempts = new RunningAttempts()
  const lanes = lanesOf(session, { ...options, settings, log }, { id, attempts })
  const reclaimJobs = every(deadAfterMs / 3, async () => {
    const jobs = await reclaim(session.db, deadAfterMs)
    if (jobs.length > 0) log(`reclaimed from dead workers: jobs ${jobs.join(', ')}`)
  })
  return {
    id,
    attempts,
    lanes,
    heartbeatMs,
    async step() {
      await sendHeartbeat(session, options, { id, attempts, lanes })
      await openLanes(session, options, { id, lanes })
      await reclaimJobs()
    },
    waitOutage(thrown: unknown) {
      const error = toError(thrown)
      if (!isOutage(error)) throw error
      log(`the database is away: ${error.message}`)
    },
  }
}

interface WorkerState {
  readonly id: string
  readonly attempts: RunningAttempts
  readonly lanes: WorkerLanes
}

function lanesOf(
  session: Session,
  { settings, log, pollMs, runner, ...options }: WorkerOptions & Pick<JobRunner, 'settings'>,
  { id, attempts }: Pick<WorkerState, 'id' | 'attempts'>,
): WorkerLanes {
  const jobRunner: JobRunner = {
    ...runner,
    session,
    settings,
    workerId: id,
    market: createMarketCache(session.db),
    onStart(job, stop) {
      const remove = attempts.add(job, stop)
      options.onStart?.(job)
      return remove
    },
    onEnd: options.onEnd,
    log,
  }
  const onJob = async (jobId: number) => {
    try {
      await runJob(jobId, jobRunner)
    } catch (thrown) {
      // Its outcome is not stored: a later heartbeat finds it without an attempt and requeues it.
      log?.(`job ${jobId}: ${toError(thrown).message}`)
      throw thrown
    }
  }
  return new WorkerLanes({ pool: session.pool, onJob, log: (line) => log?.(line), pollMs })
}

/** Reports the worker as alive, stops attempts that are no longer its own, requeues orphans. */
async function sendHeartbeat(
  { db }: Session,
  { gpu, concurrency }: WorkerOptions,
  { id, attempts, lanes }: WorkerState,
): Promise<void> {
  const before = attempts.snapshot()
  const assigned = await heartbeat(db, {
    id,
    host: hostname(),
    pid: process.pid,
    gpu: gpu?.name ?? null,
    concurrency,
    lanes: lanes.names(),
  })
  for (const orphan of attempts.reconcile(before, assigned)) {
    await requeueJob(db, orphan, { delayMs: 0 })
  }
}

/** Opens missing lanes; those of the graphics card once no older worker of this machine has it. */
async function openLanes(
  { db }: Session,
  { concurrency, gpu }: WorkerOptions,
  { id, lanes }: Pick<WorkerState, 'id' | 'lanes'>,
): Promise<void> {
  lanes.open(QUEUES.any, concurrency)
  if (gpu && !(await isCardTaken(db, { id, host: hostname(), gpu: gpu.name }))) {
    lanes.open(QUEUES.gpu, gpu.concurrency)
  }
}

/** The work at most once in `intervalMs`; other calls do nothing. */
function every(intervalMs: number, work: () => Promise<void>): () => Promise<void> {
  let last = 0
  return async () => {
    if (Date.now() - last < intervalMs) return
    last = Date.now()
    await work()
  }
}
