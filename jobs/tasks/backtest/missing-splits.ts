import { strategyByName } from '../../../src/registry/registry.js'
import type { Split } from '../../../src/results.js'
import { restatementsOf } from '../../../src/store/publish/resume.js'
import { ensureSplits } from '../../../src/store/publish/splits.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import type { StoredSplit } from '../../../src/store/read/splits.js'
import type { WalkForwardOptions } from '../../../src/walkforward/splits.js'
import type { LoadedMarket } from '../../market/load-market.js'
import type { Session } from '../../session/session.js'
import { componentsOf, isOutdated } from './components/of-run.js'
import { settingsOf } from './run-config.js'
import { splitsToCompute } from './splits-to-compute.js'

/** The dates that a walk-forward is cut from. */
export function tradingDates({ dates, nextDate, calendar }: LoadedMarket): WalkForwardOptions {
  return { dates, nextDate, calendar }
}

export interface RunSplits {
  readonly run: StoredRun
  readonly market: LoadedMarket
  readonly splits: readonly Split[]
}

/** The splits among `splits` that have something to compute; creates the rows they lack. */
export async function missingSplits(
  { db }: Session,
  { run, market, splits }: RunSplits,
): Promise<Split[]> {
  const stored = await ensureSplits(db, {
    runId: run.id,
    datasetVersionId: market.dataset.versionId,
    seeds: run.seeds,
    splits,
  })
  const restatements = await restatementsOf(db, market.dataset.id)
  const missing = splitsToCompute(splits, stored, { ...tradingDates(market), restatements })
  const outdated = await outdatedSplits(db, { run, market, splits }, stored)
  return splits.filter((split) => missing.includes(split) || outdated.includes(split))
}

/** Splits of a blend that were made of other arrays than its components show now. */
async function outdatedSplits(
  db: Session['db'],
  { run, market, splits }: RunSplits,
  stored: readonly StoredSplit[],
): Promise<readonly Split[]> {
  const strategy = await strategyByName(run.strategy)
  const components = await componentsOf(db, { strategy, settings: settingsOf(run), market })
  if (!components) return []
  const byName = new Map(stored.map((split) => [split.name, split]))
  return splits.filter((split) => {
    const row = byName.get(split.name)
    return row !== undefined && isOutdated(components, split, row)
  })
}
