import DataLoader from 'dataloader'
import type { AccountRow } from '../../src/accounts/pnl.js'
import type { OpenDatabase } from '../../src/store/database.js'
import { listDatasets } from '../../src/store/datasets.js'
import { findingsOf } from '../../src/store/market/findings.js'
import { closesBetween, dollarVolumesBetween } from '../../src/store/market/prices.js'
import { assetAxes, type StoredAsset } from '../../src/store/read/assets.js'
import { codebooksOf } from '../../src/store/read/codebooks.js'
import {
  factorValuesOn,
  oneFactorValuesOn,
  valuesBetween,
  valuesOn,
} from '../../src/store/read/content-days.js'
import { dataVersion } from '../../src/store/read/data-version.js'
import { factorVectorsBetween, vectorsBetween } from '../../src/store/read/dated-vectors.js'
import { ordersOf } from '../../src/store/read/orders.js'
import {
  accountRows,
  marketRows,
  type PrintedKey,
  printedPnl,
  type StoredColumn,
} from '../../src/store/read/pnl.js'
import { predictionMeasuresBetween } from '../../src/store/read/prediction-measures.js'
import { assetSumsUpTo, factorSumsOn } from '../../src/store/read/range-sums.js'
import {
  type ResidualPageOptions,
  residualPages,
  residualTextsOn,
} from '../../src/store/read/residuals.js'
import { returnsBefore, returnsBetween } from '../../src/store/read/returns.js'
import { trialCounts } from '../../src/store/read/run-trials.js'
import { answeringRuns, runsById, type StoredRun } from '../../src/store/read/runs.js'
import type { Snapshot } from '../../src/store/read/snapshot.js'
import { type StoredSplit, splitsOfRuns } from '../../src/store/read/splits.js'
import { lastPublishedAsOf, splitsAsOf } from '../../src/store/read/splits-as-of.js'
import { trainingOf } from '../../src/store/read/training.js'
import { HandOut } from './hand-out.js'

export type Db = OpenDatabase['db']

export type Loaders = ReturnType<typeof createLoaders>

/** Keys of one statement: an answer of many megabytes would be one long piece of work. */
const KEYS_AT_ONCE = 32
const ROWS_AT_ONCE = 4000

/**
 * The batched reads of one request. Splits are read once, with their current version; all that
 * belongs to a split is then keyed by that version or its content, so that a publication landing
 * in between does not mix into the answer. A `snapshot` that is in memory saves reading it again.
 */
export function createLoaders(db: Db, snapshot?: Promise<Snapshot>) {
  const handOut = new HandOut()
  const batched = <K, V>(read: (db: Db, keys: readonly K[]) => Promise<readonly V[]>) =>
    new DataLoader<K, V, unknown>((keys) => read(db, keys), { cacheKeyFn })
  const inTurns = <K, V>(
    read: (db: Db, keys: readonly K[]) => Promise<readonly V[]>,
    maxBatchSize = KEYS_AT_ONCE,
  ) =>
    handOut.inTurns(
      new DataLoader<K, V, unknown>((keys) => read(db, keys), {
        cacheKeyFn,
        maxBatchSize,
        batchScheduleFn: handOut.afterwards,
      }),
    )
  const ofSeries = <S, K, V>(read: SeriesRead<S, K, V>) =>
    memoised((series: S) => inTurns<K, V>((_, keys) => read(db, series, keys)))
  const series = {
    /** By content id and date. */
    on: ofSeries(valuesOn),
    byFactorOn: ofSeries(factorValuesOn),
    /** By content id, date and factor. */
    ofFactorOn: ofSeries(oneFactorValuesOn),
    /** By content id and range: as they are served, or to compute with. */
    digitsBetween: ofSeries(valuesBetween),
    between: ofSeries(vectorsBetween),
    byFactorBetween: ofSeries(factorVectorsBetween),
  }
  return {
    db,
    /** What all requests share until something changes; undefined where each reads it. */
    snapshot: async () => snapshot,
    /** Values computed of stored versions, kept between requests; undefined where none are. */
    computed: async () => (await snapshot)?.computed,
    dataVersion: once(async () => (await snapshot)?.dataVersion ?? dataVersion(db)),
    datasets: once(async () => (await snapshot)?.datasets ?? listDatasets(db)),
    answeringRuns: batched<number, readonly StoredRun[]>(async (of, ids) =>
      ((await snapshot)?.answeringRuns ?? answeringRunsOf)(of, ids),
    ),
    run: batched<string, StoredRun | null>(async (of, ids) =>
      ((await snapshot)?.runs ?? runsById)(of, ids),
    ),
    splitsOfRun: batched<string, StoredSplit[]>(async (of, ids) =>
      ((await snapshot)?.splitsOfRuns ?? splitsOfRuns)(of, ids),
    ),
    /** By instant, then by split id. */
    splitsAsOf: memoised((instant: string) =>
      batched((_, ids: readonly number[]) => splitsAsOf(db, new Date(instant), ids)),
    ),
    /** By instant, then by dataset id, strategy and name. */
    lastPublished: memoised((instant: string) =>
      batched((_, keys: Parameters<typeof lastPublishedAsOf>[2]) =>
        lastPublishedAsOf(db, new Date(instant), keys),
      ),
    ),
    /** By dataset id and strategy. */
    trials: new DataLoader<Pick<StoredRun, 'datasetId' | 'strategy'>, number, string>(
      (keys) => trialCounts(db, keys),
      { cacheKeyFn: ({ datasetId, strategy }) => `${datasetId} ${strategy}` },
    ),
    axis: batched<number, readonly StoredAsset[]>(async (of, ids) =>
      ((await snapshot)?.axes ?? assetAxes)(of, ids),
    ),
    /** By version id. */
    accountRows: batched<number, AccountRow[]>(async (of, ids) =>
      ((await snapshot)?.accountRows ?? accountRows)(of, ids),
    ),
    printedPnl: batched<PrintedKey, StoredColumn>(async (of, keys) =>
      ((await snapshot)?.printedPnl ?? printedPnl)(of, keys),
    ),
    marketRows: inTurns(marketRows),
    orders: inTurns(ordersOf),
    /** By content id. */
    training: inTurns(trainingOf),
    /** Any series by name. */
    series,
    residualTextsOn: inTurns(residualTextsOn),
    weightsOn: series.on('asset weight'),
    betasOn: series.byFactorOn('beta'),
    factorWeightsOn: series.ofFactorOn('factor weight'),
    factorCharacteristicsOn: series.ofFactorOn('characteristic load'),
    weightsBetween: series.between('asset weight'),
    betasBetween: series.byFactorBetween('beta'),
    predictedMeansOn: series.on('predicted mean'),
    predictedRisksOn: series.on('predicted risk'),
    predictedMeansBetween: series.between('predicted mean'),
    predictedRisksBetween: series.between('predicted risk'),
    agentActionsBetween: series.between('agent action'),
    agentSharesBetween: series.between('agent shares'),
    agentTurnoversBetween: series.between('agent turnover'),
    agentGrossBetween: series.between('agent gross return'),
    agentValuesBetween: series.between('agent value'),
    predictionMeasuresBetween: inTurns(predictionMeasuresBetween),
    timeSeriesCodesBetween: series.between('time-series code'),
    crossSectionCodesBetween: series.between('cross-section code'),
    /** By content id. */
    codebooks: inTurns(codebooksOf),
    residualsBetween: series.between('residual'),
    factorReturnsBetween: series.digitsBetween('factor return'),
    /** By dataset id and range. */
    assetSumsUpTo: inTurns(assetSumsUpTo),
    factorSumsOn: inTurns(factorSumsOn),
    returnsBetween: inTurns(returnsBetween),
    returnsBefore: inTurns(returnsBefore),
    dollarVolumesBetween: inTurns(dollarVolumesBetween),
    closesBetween: inTurns(closesBetween),
    /** By dataset id: of each version, the newest first. */
    findings: inTurns(findingsOf),
    residualPages: memoised((options: ResidualPageOptions) =>
      inTurns(
        (_, keys: Parameters<typeof residualPages>[1]) => residualPages(db, keys, options),
        Math.ceil(ROWS_AT_ONCE / options.first),
      ),
    ),
  }
}

type SeriesRead<S, K, V> = (db: Db, series: S, keys: readonly K[]) => Promise<readonly V[]>

async function answeringRunsOf(db: Db, datasetIds: readonly number[]) {
  const runs = await answeringRuns(db, { datasetIds })
  return datasetIds.map((id) => runs.filter(({ datasetId }) => datasetId === id))
}

function cacheKeyFn(key: unknown): unknown {
  return typeof key === 'object' ? JSON.stringify(key) : key
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= read()
    return answer
  }
}

/** One loader an argument: two fields with the same argument batch, others do not mix. */
function memoised<A, L>(create: (argument: A) => L): (argument: A) => L {
  const made = new Map<string, L>()
  return (argument) => {
    const key = JSON.stringify(argument)
    const found = made.get(key) ?? create(argument)
    made.set(key, found)
    return found
  }
}
