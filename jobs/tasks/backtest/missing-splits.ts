import type { Split } from '../../../src/results.js'
import { restatementsOf } from '../../../src/store/publish/resume.js'
import { ensureSplits } from '../../../src/store/publish/splits.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import type { WalkForwardOptions } from '../../../src/walkforward/splits.js'
import type { LoadedMarket } from '../../market/load-market.js'
import type { Session } from '../../session/session.js'
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
  return splitsToCompute(splits, stored, { ...tradingDates(market), restatements })
}
