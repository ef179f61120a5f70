import { AbortedError } from '../../../src/lib/errors.js'
import { publishSplit } from '../../../src/store/publish/publish.js'
import { requeueSplits } from '../../../src/store/publish/resume.js'
import { setRunStatus } from '../../../src/store/publish/runs.js'
import { failSplit, markSplitRunning } from '../../../src/store/publish/splits.js'
import { taskErrorOf } from '../../failure/split-failure.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import { settleRun } from '../backtest/settle-run.js'
import { computeSplit, taskOfJob } from './compute-split.js'
import { smallerPayload } from './smaller-batch.js'
import { planOf, type SplitPlan } from './split-plan.js'

/**
 * The job `window`: trains the seeds of one split that are missing, scores it and publishes it. It is
 * idempotent: a published split is left as it is, and of two workers the second publishes nothing new.
 */
export const splitTask: JobTask = { run, failed, stopped, smaller: smallerPayload }

async function run(context: JobContext): Promise<string> {
  const { session } = context
  const plan = await planOf(context)
  if (!plan) return 'its run was removed'
  if (plan.todo.length === 0) {
    await settleRun(session, plan.run.id, plan.run.status)
    return 'published before'
  }
  await setRunStatus(session.db, plan.run.id, 'running')
  await markSplitRunning(session.db, plan.run.id, plan.split.name)
  return await computeAndPublish(context, plan)
}

async function computeAndPublish(context: JobContext, plan: SplitPlan): Promise<string> {
  const { session, report, job } = context
  const task = await taskOfJob(context, plan)
  const outcome = await computeSplit(context, plan, task)
  if (outcome.kind === 'stopped') throw new AbortedError('stopped')
  if (outcome.kind === 'failed') throw taskErrorOf(outcome.failure)
  if (outcome.kind === 'trained') throw new Error('a split was trained and not scored')
  report({ fraction: 1, state: 'publishing' })
  const { version, changed } = await publishSplit(session.pool, {
    runId: plan.run.id,
    datasetVersionId: plan.market.dataset.versionId,
    result: outcome.result,
    sources: task.sources,
  })
  await settleRun(session, plan.run.id, 'running')
  const smaller = job.payload.batchShare === undefined ? '' : ', with a smaller batch'
  return `${changed ? 'published' : 'confirmed'} as version ${version}${smaller}`
}

async function failed({ session, job }: JobContext, { reason }: { reason: string }): Promise<void> {
  if (job.runId === null || job.split === null) return
  await failSplit(session.db, job.runId, job.split, reason)
  await settleRun(session, job.runId, 'running')
}

async function stopped({ session, job }: JobContext): Promise<void> {
  if (job.runId !== null && job.split !== null) {
    await requeueSplits(session.db, job.runId, job.split)
  }
}
