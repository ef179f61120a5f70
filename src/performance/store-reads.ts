import DataLoader from 'dataloader'
import type { OpenDatabase } from '../store/database.js'
import { listDatasets } from '../store/datasets.js'
import { assetAxes } from '../store/read/assets.js'
import { betasBetween } from '../store/read/betas.js'
import { factorReturnsBetween } from '../store/read/factors.js'
import { accountRows, marketRows } from '../store/read/pnl.js'
import { residualsBetween } from '../store/read/residuals.js'
import { returnsBetween } from '../store/read/returns.js'
import { weightsBetween } from '../store/read/weights.js'
import { answeringRuns } from '../store/runs.js'
import { splitsAsOf, splitsOfRuns } from '../store/splits.js'
import type { AnsweringReads, PerformanceReads } from './reads.js'

type Db = OpenDatabase['db']

/** Batched reads outside the API. They are not cached, so that long series can be released. */
export function storeReads(db: Db): PerformanceReads & AnsweringReads {
  const batched = <K, V>(read: (db: Db, keys: readonly K[]) => Promise<readonly V[]>) =>
    new DataLoader<K, V, unknown>((keys) => read(db, keys), { cache: false })
  return {
    datasets: () => listDatasets(db),
    answeringRuns: {
      load: (datasetId) => answeringRuns(db, { datasetIds: [datasetId] }),
    },
    splitsOfRun: batched(splitsOfRuns),
    splitsAsOf: (instant) => batched((_, ids) => splitsAsOf(db, new Date(instant), ids)),
    axis: batched(assetAxes),
    accountRows: batched(accountRows),
    marketRows: batched(marketRows),
    weightsBetween: batched(weightsBetween),
    residualsBetween: batched(residualsBetween),
    factorReturnsBetween: batched(factorReturnsBetween),
    betasBetween: batched(betasBetween),
    returnsBetween: batched(returnsBetween),
  }
}
