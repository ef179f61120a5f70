import { setRunStatus } from '../../../src/store/publish/runs.js'
import { HOST_ENGINE } from '../../pool/split-task.js'
import { enqueueSplits, needsGpu } from '../../queue/enqueue-splits.js'
import { installQueue } from '../../queue/install.js'
import type { Session } from '../../session/session.js'
import type { BacktestOptions } from './options.js'
import { type BacktestPlan, planBacktest } from './plan.js'
import { settleRun } from './settle-run.js'

export interface EnqueuedBacktest {
  readonly plan: BacktestPlan
  /** How many splits are new in the queue; the others of `plan.todo` were in it already. */
  readonly enqueued: number
}

/** As `backtest`, but puts the missing splits into the queue for workers on any machine. */
export async function enqueueBacktest(
  session: Session,
  options: Omit<BacktestOptions, 'workers'>,
): Promise<EnqueuedBacktest> {
  await installQueue(session)
  const { engine } = options
  // The graphics card is the worker's: it is named here without being opened.
  const engineThere =
    engine !== undefined && needsGpu(engine)
      ? { ...HOST_ENGINE, name: engine, device: 'gpu' }
      : undefined
  const plan = await planBacktest(session, { ...options, engineThere, workers: 1 })
  const { run, todo } = plan
  if (todo.length === 0) {
    await settleRun(session, run.id, run.status)
    return { plan, enqueued: 0 }
  }
  const enqueued = await enqueueSplits(session.db, plan, todo)
  if (run.status === 'done' || run.status === 'failed') {
    await setRunStatus(session.db, run.id, 'queued')
  }
  return { plan, enqueued }
}
