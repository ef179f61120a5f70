import DataLoader from 'dataloader'
import type { OpenDatabase } from '../store/database.js'
import { listDatasets } from '../store/datasets.js'
import { closesBetween, dollarVolumesBetween } from '../store/market/prices.js'
import { assetAxes } from '../store/read/assets.js'
import { codebooksOf } from '../store/read/codebooks.js'
import { valuesBetween } from '../store/read/content-days.js'
import { factorVectorsBetween, vectorsBetween } from '../store/read/dated-vectors.js'
import { accountRows, marketRows } from '../store/read/pnl.js'
import { predictionMeasuresBetween } from '../store/read/prediction-measures.js'
import { assetSumsUpTo, factorSumsOn } from '../store/read/range-sums.js'
import { returnsBetween } from '../store/read/returns.js'
import { answeringRuns } from '../store/read/runs.js'
import { splitsOfRuns } from '../store/read/splits.js'
import { splitsAsOf } from '../store/read/splits-as-of.js'
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
    weightsBetween: batched((_, keys) => vectorsBetween(db, 'asset weight', keys)),
    predictedMeansBetween: batched((_, keys) => vectorsBetween(db, 'predicted mean', keys)),
    predictedRisksBetween: batched((_, keys) => vectorsBetween(db, 'predicted risk', keys)),
    agentSharesBetween: batched((_, keys) => vectorsBetween(db, 'agent shares', keys)),
    agentTurnoversBetween: batched((_, keys) => vectorsBetween(db, 'agent turnover', keys)),
    agentGrossBetween: batched((_, keys) => vectorsBetween(db, 'agent gross return', keys)),
    predictionMeasuresBetween: batched(predictionMeasuresBetween),
    timeSeriesCodesBetween: batched((_, keys) => vectorsBetween(db, 'time-series code', keys)),
    crossSectionCodesBetween: batched((_, keys) => vectorsBetween(db, 'cross-section code', keys)),
    codebooks: batched(codebooksOf),
    residualsBetween: batched((_, keys) => vectorsBetween(db, 'residual', keys)),
    factorReturnsBetween: batched((_, keys) => valuesBetween(db, 'factor return', keys)),
    betasBetween: batched((_, keys) => factorVectorsBetween(db, 'beta', keys)),
    assetSumsUpTo: batched(assetSumsUpTo),
    factorSumsOn: batched(factorSumsOn),
    returnsBetween: batched(returnsBetween),
    dollarVolumesBetween: batched(dollarVolumesBetween),
    closesBetween: batched(closesBetween),
  }
}
