import { forgiveLosses, startJob } from '../../src/store/jobs/attempt.js'
import type { StoredJob } from '../../src/store/jobs/job.js'
import { isItsTurn, postponeJob, wakeSuccessors } from '../../src/store/jobs/turn.js'
import type { JobProgress } from '../../src/store/tables/job.js'
import type { FindMarket } from '../market/market-cache.js'
import type { pauseAfter } from '../queue/backoff.js'
import type { JobContext } from '../queue/job-task.js'
import type { Session } from '../session/session.js'
import type { Settings } from '../session/settings.js'
import { attempt, type StopReason } from './attempt.js'
import { persist } from './persist.js'
import { createProgressWriter } from './progress-writer.js'
import { recordOutcome } from './record-outcome.js'
import type { FindTask } from './registry.js'

/** What a worker runs its jobs with. */
export interface JobRunner {
  readonly session: Session
  readonly settings: Settings
  readonly workerId: string
  readonly market: FindMarket
  /** Called when an attempt starts, with the function that stops it; returns what to call at its end. */
  readonly onStart: (job: StoredJob, stop: (reason: StopReason) => void) => () => void
  readonly onEnd?: (job: StoredJob, outcome: string) => void
  readonly log?: (line: string) => void
  readonly find?: FindTask
  /** The pause before a retry; shorter in tests. */
  readonly pause?: typeof pauseAfter
}

/** How long a job waits for the ticks and seeds that come before it. */
const TURN_MS = 1_000

/** Runs one attempt of a job and records its outcome. */
export async function runJob(jobId: number, runner: JobRunner): Promise<void> {
  const { session, workerId } = runner
  const { db, signal } = session
  if (!(await isItsTurn(db, jobId))) {
    await postponeJob(db, jobId, TURN_MS)
    return
  }
  const job = await startJob(db, jobId, workerId)
  if (!job) return
  const stopping = createStopping(signal)
  const end = runner.onStart(job, stopping.stop)
  try {
    await runStarted(job, runner, stopping)
  } finally {
    stopping.release()
    end()
  }
}

async function runStarted(job: StoredJob, runner: JobRunner, stopping: Stopping): Promise<void> {
  const { session, onEnd, log = () => {} } = runner
  const { db, signal } = session
  const progress = createProgressWriter(session, job)
  const context = contextOf(job, runner, { signal: stopping.signal, report: progress.report })
  const outcome = await attempt(context, runner)
  progress.end()
  const line = await persist(() => recordOutcome(context, runner, outcome, stopping.reason()), {
    signal,
    onWait: ({ message }) => log(`job ${job.id}: its outcome cannot be stored yet: ${message}`),
  })
  onEnd?.(job, line)
  // Successors poll for their turn; this only shortens their wait.
  if (job.slot !== null || job.task === 'seed') await wakeSuccessors(db, job).catch(() => {})
}

function contextOf(
  job: StoredJob,
  { session, settings, market }: JobRunner,
  { signal, report }: { signal: AbortSignal; report: (progress: JobProgress) => void },
): JobContext {
  return {
    session: { ...session, signal },
    settings,
    job,
    market,
    report,
    saved: () => void forgiveLosses(session.db, job).catch(() => {}),
  }
}

interface Stopping {
  readonly signal: AbortSignal
  stop(reason: StopReason): void
  reason(): StopReason | undefined
  release(): void
}

/** Aborts an attempt, also when its worker stops; keeps the first reason. */
function createStopping(worker: AbortSignal): Stopping {
  const controller = new AbortController()
  let reason: StopReason | undefined
  const stop = (why: StopReason) => {
    reason ??= why
    controller.abort()
  }
  const stopWithWorker = () => stop('worker stops')
  worker.addEventListener('abort', stopWithWorker, { once: true })
  if (worker.aborted) stopWithWorker()
  return {
    signal: controller.signal,
    stop,
    reason: () => reason,
    release: () => worker.removeEventListener('abort', stopWithWorker),
  }
}
