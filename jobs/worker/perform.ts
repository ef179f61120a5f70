import { setTimeout as sleep } from 'node:timers/promises'
import { AbortedError, toError } from '../../src/lib/errors.js'
import { alertOf, enqueueAlert } from '../../src/store/jobs/alerts.js'
import { forgiveLosses, isCurrent, reportProgress, startJob } from '../../src/store/jobs/attempt.js'
import {
  endCancelled,
  failJob,
  finishJob,
  type JobFailure,
  requeueJob,
} from '../../src/store/jobs/end.js'
import type { JobProgress, StoredJob } from '../../src/store/jobs/job.js'
import { isItsTurn, postponeJob, wakeSuccessors } from '../../src/store/jobs/turn.js'
import { isOutage } from '../../src/store/outage.js'
import { pauseAfter } from '../queue/backoff.js'
import { failureOf, TaskError } from '../queue/failure.js'
import type { JobContext, JobTask } from '../queue/job-task.js'
import type { FindMarket } from '../queue/markets.js'
import type { Session } from '../session/session.js'
import type { Settings } from '../session/settings.js'
import { type FindTask, taskNamed } from './registry.js'

/** Why an attempt is told to stop. */
export type StopReason = 'cancelled' | 'taken over' | 'worker stops'

export interface Performance {
  readonly session: Session
  readonly settings: Settings
  readonly workerId: string
  readonly market: FindMarket
  /** Told of the attempt, which `stop` ends; the call returned says that it is over. */
  readonly onStart: (job: StoredJob, stop: (reason: StopReason) => void) => () => void
  readonly onEnd?: (job: StoredJob, outcome: string) => void
  readonly log?: (line: string) => void
  readonly find?: FindTask
  /** Tests are not as patient. */
  readonly pause?: typeof pauseAfter
}

const RETRIES = 12
const PAUSE_MS = 5 * 60_000
const TURN_MS = 1_000
const PROGRESS_MS = 500
const PERSIST_MS = 500
/** A worker that stops waits so long for a database that is away; then others take over. */
const LAST_WORD_MS = 5_000

/** Does one job of the queue to its end, whatever that is, and writes it down. */
export async function perform(jobId: number, performance: Performance): Promise<void> {
  const { session, workerId } = performance
  const { db, signal } = session
  if (!(await isItsTurn(db, jobId))) {
    await postponeJob(db, jobId, TURN_MS)
    return
  }
  const job = await startJob(db, jobId, workerId)
  if (!job) return
  const attempt = new AbortController()
  let stopReason: StopReason | undefined
  const stop = (reason: StopReason) => {
    stopReason ??= reason
    attempt.abort()
  }
  const stopWithWorker = () => stop('worker stops')
  signal.addEventListener('abort', stopWithWorker, { once: true })
  if (signal.aborted) stopWithWorker()
  const over = performance.onStart(job, stop)
  const reporter = reporterOf(session, job)
  const context: JobContext = {
    session: { ...session, signal: attempt.signal },
    settings: performance.settings,
    job,
    market: performance.market,
    report: reporter.report,
    saved: () => void forgiveLosses(db, job).catch(() => {}),
  }
  try {
    const outcome = await attemptOf(context, performance)
    reporter.end()
    const write = () => record(context, performance, outcome, stopReason)
    const wait = (error: Error) =>
      performance.log?.(`job ${job.id}: its end cannot be written down yet: ${error.message}`)
    const said = await persist(write, signal, wait)
    performance.onEnd?.(job, said)
    // Only sooner: it would find out by itself.
    if (job.slot !== null || job.task === 'seed') await wakeSuccessors(db, job).catch(() => {})
  } finally {
    signal.removeEventListener('abort', stopWithWorker)
    over()
  }
}

type Outcome =
  | { readonly kind: 'done'; readonly said: string; readonly task: JobTask }
  | { readonly kind: 'failed'; readonly failure: JobFailure; readonly task: JobTask | undefined }
  | { readonly kind: 'stopped'; readonly task: JobTask | undefined }

/** A job whose workers died so often, without getting anywhere, is the likely cause. */
export const MOST_LOSSES = 10

async function attemptOf(context: JobContext, { find = taskNamed }: Performance): Promise<Outcome> {
  const { losses } = context.job
  let task: JobTask | undefined
  try {
    task = await find(context.job.task)
    if (losses >= MOST_LOSSES) {
      throw new TaskError(`its worker ended ${losses} times without a word`, 'lost')
    }
    return { kind: 'done', said: await task.run(context), task }
  } catch (thrown) {
    const stopped = context.session.signal.aborted || thrown instanceof AbortedError
    if (stopped) return { kind: 'stopped', task }
    return { kind: 'failed', failure: failureOf(toError(thrown)), task }
  }
}

/** Writes the outcome down; saying it twice is saying it once. */
async function record(
  context: JobContext,
  { pause = pauseAfter }: Performance,
  outcome: Outcome,
  stopReason: StopReason | undefined,
): Promise<string> {
  const { session, job, settings } = context
  const { db } = session
  if (outcome.kind === 'done') {
    await finishJob(db, job, outcome.said)
    return outcome.said
  }
  if (!(await isCurrent(db, job))) return 'taken over by another worker'
  if (outcome.kind === 'stopped') {
    await outcome.task?.stopped?.(context)
    if (stopReason === 'cancelled') await endCancelled(db, job)
    else await requeueJob(db, job, { delayMs: 0 })
    return stopReason === 'cancelled' ? 'cancelled' : 'handed back'
  }
  const { failure, task } = outcome
  const again = await payloadForMore(context, failure, task)
  if (again) {
    await task?.stopped?.(context)
    const delayMs = pause(job.failures, task?.pauseMs ?? PAUSE_MS)
    await requeueJob(db, job, { delayMs, failure, payload: again })
    return `failed, again in ${Math.round(delayMs / 1000)} s: ${failure.reason}`
  }
  await task?.failed?.(context, failure)
  await db.transaction().execute(async (trx) => {
    const ours = await failJob(trx, job, failure)
    if (ours && job.task !== 'alert')
      await enqueueAlert(trx, settings.alerts, alertOf(job, failure))
  })
  return `failed: ${failure.reason}`
}

/** The payload of another attempt; undefined where there shall be none. */
async function payloadForMore(
  context: JobContext,
  { kind }: JobFailure,
  task: JobTask | undefined,
): Promise<Record<string, unknown> | undefined> {
  const { payload, failures } = context.job
  if (kind === 'retryable') return failures < (task?.retries ?? RETRIES) ? payload : undefined
  if (kind === 'memory') return (await task?.smaller?.(context)) ?? undefined
  return undefined
}

/** Keeps at it while the database is away: what was done is not done again for want of a word. */
async function persist<T>(
  write: () => Promise<T>,
  signal: AbortSignal,
  onWait: (error: Error) => void,
): Promise<T> {
  let deadline = Number.POSITIVE_INFINITY
  let told = false
  for (;;) {
    try {
      return await write()
    } catch (thrown) {
      const error = toError(thrown)
      if (signal.aborted) deadline = Math.min(deadline, Date.now() + LAST_WORD_MS)
      if (!isOutage(error) || Date.now() > deadline) throw error
      if (!told) onWait(error)
      told = true
      await sleep(PERSIST_MS)
    }
  }
}

/** Writes progress down, the newest and not too often; a database that is away misses it. */
function reporterOf({ db }: Session, job: StoredJob) {
  let newest: JobProgress | undefined
  let writing = false
  let ended = false
  const write = async (): Promise<void> => {
    writing = true
    while (newest && !ended) {
      const progress = newest
      newest = undefined
      await reportProgress(db, job, progress).catch(() => {})
      await sleep(PROGRESS_MS)
    }
    writing = false
  }
  return {
    report(progress: JobProgress): void {
      newest = progress
      if (!writing) void write()
    },
    /** What is still on its way changes nothing: the attempt will be over. */
    end(): void {
      ended = true
    },
  }
}
