import type { Session } from '../../session/session.js'
import { type ComputedSplits, computeSplits } from './compute-splits.js'
import type { BacktestObserver } from './observer.js'
import type { BacktestOptions } from './options.js'
import { type BacktestPlan, planBacktest } from './plan.js'
import { settleRun } from './settle-run.js'

export interface BacktestOutcome extends ComputedSplits {
  readonly plan: BacktestPlan
}

/**
 * Trains, scores and publishes every split that is missing. Published splits stay published whatever
 * happens to the others; calling it again computes only what is still missing.
 */
export async function backtest(
  session: Session,
  options: BacktestOptions,
  observer: BacktestObserver = {},
): Promise<BacktestOutcome> {
  const plan = await planBacktest(session, options)
  observer.onPlan?.(plan)
  if (plan.todo.length === 0) {
    await settleRun(session, plan.run.id, plan.run.status)
    return { plan, published: [], unchanged: [], moved: [], warnings: [], failed: [] }
  }
  return { plan, ...(await computeSplits(session, plan, options.workers, observer)) }
}
