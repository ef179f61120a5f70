import { setRunStatus } from '../../../src/store/publish/runs.js'
import { HOST_ENGINE } from '../../pool/train-split.js'
import { installQueue } from '../../queue/install.js'
import { enqueueWindows, needsGpu } from '../../queue/window-queue.js'
import type { Session } from '../../session/session.js'
import { type BacktestOptions, type BacktestPlan, planBacktest, settle } from './backtest.js'

export interface EnqueuedBacktest {
  readonly plan: BacktestPlan
  /** Windows new in the queue; others of `plan.todo` are in it already. */
  readonly enqueued: number
}

/** As `backtest`, but what is missing is left to the workers, here or elsewhere. */
export async function enqueueBacktest(
  session: Session,
  options: Omit<BacktestOptions, 'workers'>,
): Promise<EnqueuedBacktest> {
  await installQueue(session)
  const { engine } = options
  // A card is the worker's: nothing is opened here to name it.
  const engineThere =
    engine !== undefined && needsGpu(engine)
      ? { ...HOST_ENGINE, name: engine, device: 'gpu' }
      : undefined
  const plan = await planBacktest(session, { ...options, engineThere, workers: 1 })
  const { run, todo } = plan
  if (todo.length === 0) {
    await settle(session, run.id, run.status)
    return { plan, enqueued: 0 }
  }
  const enqueued = await enqueueWindows(session.db, plan, todo)
  if (run.status === 'done' || run.status === 'failed') {
    await setRunStatus(session.db, run.id, 'queued')
  }
  return { plan, enqueued }
}
