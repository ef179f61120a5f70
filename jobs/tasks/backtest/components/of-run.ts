import type { Split } from '../../../../src/results.js'
import type { StoredSplit } from '../../../../src/store/read/splits.js'
import { sameSources } from '../../../../src/store/split-sources.js'
import type { Strategy } from '../../../../src/strategy/strategy.js'
import type { LoadedMarket } from '../../../market/load-market.js'
import type { SplitTask } from '../../../pool/split-task.js'
import type { Db } from '../../../session/session.js'
import { componentBooks } from './component-books.js'
import { type ComponentRun, componentRuns } from './component-run.js'
import { assertCovered } from './coverage.js'
import { type ReadOptions, readRange, sourcesOf } from './read-range.js'

/** The components of a run, and what it reads of them. */
export interface Components extends ReadOptions {
  readonly runs: readonly ComponentRun[]
}

export interface RunOnMarket {
  readonly strategy: Strategy
  /** As the run has them: runs by their ids. */
  readonly settings: Record<string, unknown>
  readonly market: LoadedMarket
}

/** The components of a run as they are published now; null where its strategy reads no other run. */
export async function componentsOf(
  db: Db,
  { strategy, settings, market }: RunOnMarket,
): Promise<Components | null> {
  const config = strategy.parseConfig(settings)
  const needs = strategy.components?.(config)
  if (!needs) return null
  const runs = await componentRuns(db, market.dataset, needs.runs)
  return { runs, market, execution: config, lookback: needs.lookback }
}

/** Whether a published split was made of other arrays than its components show now. */
export function isOutdated(
  components: Components,
  split: Split,
  { current }: StoredSplit,
): boolean {
  if (!current) return false
  return !sameSources(current.sources, sourcesOf(components.runs, split, components))
}

/** The task of a split with the books of its components, and what they are; throws where one lacks a book. */
export async function withComponents(
  db: Db,
  components: Components | null,
  task: SplitTask,
): Promise<SplitTask> {
  if (!components) return task
  const { split } = task
  const { runs, market } = components
  assertCovered(runs, [split], market)
  return {
    ...task,
    components: await componentBooks(db, runs, readRange(split, components), market),
    sources: sourcesOf(runs, split, components),
  }
}
