import type { Split } from '../../../../src/results.js'
import type { Session } from '../../../session/session.js'
import type { BacktestOptions } from '../options.js'
import { assertCovered, splitsInCommon } from './coverage.js'
import { componentsOf, type RunOnMarket } from './of-run.js'
import { resolveRuns } from './resolve-runs.js'

/** The settings with the runs that they name as ids: those of the answering runs of today. */
export async function withRunIds(
  { db }: Session,
  { strategy, settings, market }: RunOnMarket,
): Promise<Record<string, unknown>> {
  const needs = strategy.components?.(strategy.parseConfig(settings))
  if (!needs) return settings
  const runs = await resolveRuns(db, market.dataset, needs.runs)
  return { ...settings, runs: runs.map(({ id }) => id) }
}

/** All splits; of a blend those that its runs have books for: without bounds, the ones in common. */
export async function coveredSplits(
  { db }: Session,
  run: RunOnMarket,
  { all, from, to, splits }: BacktestOptions & { readonly all: readonly Split[] },
): Promise<readonly Split[]> {
  const components = await componentsOf(db, run)
  if (!components) return all
  const isBounded = from !== undefined || to !== undefined || splits !== undefined
  const chosen = isBounded ? all : splitsInCommon(components.runs, all)
  assertCovered(components.runs, chosen, run.market)
  return chosen
}
