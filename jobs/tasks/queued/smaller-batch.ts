import { strategyByName } from '../../../src/registry/registry.js'
import type { Strategy } from '../../../src/strategy/strategy.js'
import type { JobContext } from '../../queue/job-task.js'
import { settingsOf } from '../backtest/run-config.js'
import { runOf } from './split-plan.js'

const SHARE = 0.5

/** The payload of a retry after memory ran out: half the batch, once. */
export async function smallerPayload(context: JobContext): Promise<Record<string, unknown> | null> {
  const { payload } = context.job
  if (payload.batchShare !== undefined) return null
  const run = await runOf(context)
  if (!run) return null
  const strategy = await strategyByName(run.strategy)
  if (!withSmallerBatch(strategy, settingsOf(run), SHARE)) return null
  return { ...payload, batchShare: SHARE }
}

/** Settings that need about that share of the memory; null where the strategy cannot need less. */
export function withSmallerBatch(
  strategy: Strategy,
  settings: Record<string, unknown>,
  share: number,
): Record<string, unknown> | null {
  const config = strategy.smaller?.(strategy.parseConfig(settings), share)
  return config ? { ...config } : null
}
