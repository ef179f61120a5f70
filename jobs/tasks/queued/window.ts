import { AbortedError } from '../../../src/lib/errors.js'
import { strategyByName } from '../../../src/registry/registry.js'
import { publishSplit } from '../../../src/store/publish/publish.js'
import { requeueSplits } from '../../../src/store/publish/resume.js'
import { setRunStatus } from '../../../src/store/publish/runs.js'
import { failSplit, markSplitRunning } from '../../../src/store/publish/splits.js'
import { taskErrorOf } from '../../queue/failure.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import { settle } from '../backtest/backtest.js'
import { settingsOf } from '../backtest/run-config.js'
import { compute, planOf, runOf, taskOfWindow, withSmallerBatch } from './window-job.js'

/**
 * One window of a run: trained where its seeds are not yet, scored, published. Twice is as once: what
 * is published already is left as it is, and of two workers the second publishes nothing new.
 */
export const windowTask: JobTask = { run, failed, stopped, smaller }

async function run(context: JobContext): Promise<string> {
  const { session, report } = context
  const { db, pool } = session
  const plan = await planOf(context)
  if (!plan) return 'its run is gone'
  const { run: ofRun, split, market } = plan
  if (plan.todo.length === 0) {
    await settle(session, ofRun.id, ofRun.status)
    return 'published before'
  }
  await setRunStatus(db, ofRun.id, 'running')
  await markSplitRunning(db, ofRun.id, split.name)
  const outcome = await compute(context, plan, taskOfWindow(context, plan))
  if (outcome.kind === 'stopped') throw new AbortedError('stopped')
  if (outcome.kind === 'failed') throw taskErrorOf(outcome.failure)
  if (outcome.kind === 'trained') throw new Error('a window was trained and not scored')
  report({ fraction: 1, state: 'publishing' })
  const { version, changed } = await publishSplit(pool, {
    runId: ofRun.id,
    datasetVersionId: market.dataset.versionId,
    result: outcome.result,
  })
  await settle(session, ofRun.id, 'running')
  const smaller = context.job.payload.batchShare === undefined ? '' : ', with a smaller batch'
  return `${changed ? 'published' : 'confirmed'} as version ${version}${smaller}`
}

async function failed({ session, job }: JobContext, { reason }: { reason: string }): Promise<void> {
  if (job.runId === null || job.split === null) return
  await failSplit(session.db, job.runId, job.split, reason)
  await settle(session, job.runId, 'running')
}

async function stopped({ session, job }: JobContext): Promise<void> {
  if (job.runId !== null && job.split !== null) {
    await requeueSplits(session.db, job.runId, job.split)
  }
}

/** Once, and with half of the batch. */
export async function smaller(context: JobContext): Promise<Record<string, unknown> | null> {
  const { payload } = context.job
  if (payload.batchShare !== undefined) return null
  const ofRun = await runOf(context)
  if (!ofRun) return null
  const strategy = await strategyByName(ofRun.strategy)
  if (!withSmallerBatch(strategy, settingsOf(ofRun), 0.5)) return null
  return { ...payload, batchShare: 0.5 }
}
