import type { Execution } from '../../../src/execution/settings.js'
import { assert } from '../../../src/lib/assert.js'
import { UserError } from '../../../src/lib/errors.js'
import type { Split } from '../../../src/results.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import type { Strategy } from '../../../src/strategy/strategy.js'
import { walkForwardSplits } from '../../../src/walkforward/splits.js'
import type { LoadedMarket } from '../../market/load-market.js'
import { tradingDates } from './missing-splits.js'
import { settingsOf, walkForwardOf } from './run-config.js'

interface PlannedRun {
  readonly run: StoredRun
  readonly strategy: Strategy
  readonly market: LoadedMarket
}

/**
 * The splits of the run's walk-forward before a split, in order, whichever were asked for; none where each split of
 * the run starts cold.
 */
export function earlierSplits({ run, strategy, market }: PlannedRun, { name }: Split): Split[] {
  if (!isWarm({ run, strategy })) return []
  const all = walkForwardSplits({ ...tradingDates(market), ...walkForwardOf(run) })
  const place = all.findIndex((split) => split.name === name)
  assert(place >= 0, `${name} is a split of the walk-forward`)
  return all.slice(0, place)
}

/** Whether splits of the run start from the one before them, which makes them wait for each other. */
export function isWarm({ run, strategy }: Pick<PlannedRun, 'run' | 'strategy'>): boolean {
  return warmShareOf({ run, strategy }) !== null
}

/** Throws where splits that are no walk-forward, as the one of `tune`, would start from each other. */
export function assertWalkForward(
  strategy: Strategy,
  config: Execution,
  splits: readonly Split[] | undefined,
): void {
  if (!splits || shareOf(strategy, config) === null) return
  throw new UserError(
    `warmStart: ${splits.map(({ name }) => name).join(', ')} is fitted alone, with no split before it to start from: ` +
      'leave warmStart out here; residua backtest --config warmStart=true shows what it does',
  )
}

/** What the splits cost beside one that starts cold, by name: their share of its epochs. */
export function splitWeights(
  run: PlannedRun,
  splits: readonly Split[],
): ReadonlyMap<string, number> {
  const share = warmShareOf(run) ?? 1
  return new Map(
    splits.map((split) => [split.name, earlierSplits(run, split).length > 0 ? share : 1]),
  )
}

/** Epochs of a split of the run that starts warm, as a share of those of a cold one; null where none starts warm. */
function warmShareOf({ run, strategy }: Pick<PlannedRun, 'run' | 'strategy'>): number | null {
  return shareOf(strategy, strategy.parseConfig(settingsOf(run)))
}

function shareOf(strategy: Strategy, config: Execution): number | null {
  return strategy.trains ? (strategy.warmShare?.(config) ?? null) : null
}
