import { alertOf, enqueueAlert } from '../../src/store/jobs/alerts.js'
import { isCurrent } from '../../src/store/jobs/attempt.js'
import {
  endCancelled,
  failJob,
  finishJob,
  type JobFailure,
  requeueJob,
} from '../../src/store/jobs/end.js'
import { pauseAfter } from '../queue/backoff.js'
import type { JobContext, JobTask } from '../queue/job-task.js'
import type { Outcome, StopReason } from './attempt.js'

const RETRIES = 12
const PAUSE_MS = 5 * 60_000

interface Retries {
  readonly pause?: typeof pauseAfter
}

/** Stores the outcome of an attempt, and returns it in one line; idempotent. */
export async function recordOutcome(
  context: JobContext,
  retries: Retries,
  outcome: Outcome,
  stopReason: StopReason | undefined,
): Promise<string> {
  const { job, session } = context
  if (outcome.kind === 'done') {
    await finishJob(session.db, job, outcome.line)
    return outcome.line
  }
  if (!(await isCurrent(session.db, job))) return 'taken over by another worker'
  if (outcome.kind === 'stopped') return await recordStop(context, outcome.task, stopReason)
  const { failure, task } = outcome
  const payload = await retryPayload(context, failure, task)
  if (payload) return await recordRetry(context, retries, { failure, task, payload })
  return await recordFailure(context, failure, task)
}

async function recordStop(
  context: JobContext,
  task: JobTask | undefined,
  stopReason: StopReason | undefined,
): Promise<string> {
  const { job, session } = context
  await task?.stopped?.(context)
  if (stopReason === 'cancelled') {
    await endCancelled(session.db, job)
    return 'cancelled'
  }
  await requeueJob(session.db, job, { delayMs: 0 })
  return 'returned to the queue'
}

/** The payload of another attempt; undefined where there is none. */
async function retryPayload(
  context: JobContext,
  { kind }: JobFailure,
  task: JobTask | undefined,
): Promise<Record<string, unknown> | undefined> {
  const { payload, failures } = context.job
  if (kind === 'retryable') return failures < (task?.retries ?? RETRIES) ? payload : undefined
  if (kind === 'memory') return (await task?.smaller?.(context)) ?? undefined
  return undefined
}

interface Retry {
  readonly failure: JobFailure
  readonly task: JobTask | undefined
  readonly payload: Record<string, unknown>
}

async function recordRetry(
  context: JobContext,
  { pause = pauseAfter }: Retries,
  { failure, task, payload }: Retry,
): Promise<string> {
  const { job, session } = context
  await task?.stopped?.(context)
  const delayMs = pause(job.failures, task?.pauseMs ?? PAUSE_MS)
  await requeueJob(session.db, job, { delayMs, failure, payload })
  return `failed, again in ${Math.round(delayMs / 1000)} s: ${failure.reason}`
}

/** Fails the job for good and sends an alert, in one transaction. */
async function recordFailure(
  context: JobContext,
  failure: JobFailure,
  task: JobTask | undefined,
): Promise<string> {
  const { job, session, settings } = context
  await task?.failed?.(context, failure)
  await session.db.transaction().execute(async (trx) => {
    const ours = await failJob(trx, job, failure)
    if (!ours || job.task === 'alert') return
    await enqueueAlert(trx, settings.alerts, alertOf(job, failure))
  })
  return `failed: ${failure.reason}`
}
