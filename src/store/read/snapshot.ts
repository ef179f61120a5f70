import type { Kysely } from 'kysely'
import { LRUCache } from 'lru-cache'
import { coalesced } from '../../lib/coalesced.js'
import { known, type Memory, remembered } from '../../lib/remembered.js'
import { type ComputedMemory, computedMemory } from '../computed.js'
import { listDatasets, type StoredDataset } from '../datasets.js'
import type { Database } from '../tables/index.js'
import { assetAxes, type StoredAsset } from './assets.js'
import { dataVersion, type StoredDataVersion } from './data-version.js'
import { inSnapshot } from './in-snapshot.js'
import { accountRows, printedPnl } from './pnl.js'
import { answeringRuns, runsById, type StoredRun } from './runs.js'
import { type StoredSplit, splitsOfRuns } from './splits.js'

type Db = Kysely<Database>

/**
 * Which runs answer, their splits, the assets, and the version of it all, as of one moment. Reads
 * answer in the order asked; what is not in memory (a run that does not answer) comes from `db`.
 */
export interface Snapshot extends VersionReads {
  readonly dataVersion: StoredDataVersion
  readonly datasets: StoredDataset[]
  answeringRuns(db: Db, datasetIds: readonly number[]): Promise<StoredRun[][]>
  runs(db: Db, ids: readonly string[]): Promise<(StoredRun | null)[]>
  splitsOfRuns(db: Db, runIds: readonly string[]): Promise<StoredSplit[][]>
  axes(db: Db, datasetIds: readonly number[]): Promise<StoredAsset[][]>
  /** What was computed of the stored versions while the datasets were these. */
  readonly computed: ComputedMemory
}

/** What is read by version, and never changes under its key: these reads outlast a snapshot. */
export interface VersionReads {
  readonly accountRows: typeof accountRows
  readonly printedPnl: typeof printedPnl
}

const VERSIONS_KEPT = 512
/** Columns of PnL that are kept for each version: most queries show dates and one or two others. */
const COLUMNS_KEPT = 4

/** What was read of the last `kept` versions stays in memory; concurrent reads of others share statements. */
export function rememberedReads(kept = VERSIONS_KEPT): VersionReads {
  return {
    accountRows: rememberedRead(accountRows, kept),
    printedPnl: rememberedRead(printedPnl, COLUMNS_KEPT * kept),
  }
}

function rememberedRead<K extends number | string, V extends object>(
  read: (db: Db, keys: readonly K[]) => Promise<V[]>,
  kept: number,
): (db: Db, keys: readonly K[]) => Promise<V[]> {
  const shared = coalesced(read)
  if (kept === 0) return shared
  const memory: Memory<K, V> = new LRUCache({ max: kept })
  return (db, keys) => remembered(memory, keys, (unknown) => shared(db, unknown))
}

/** Reads everything in one transaction, so that no publication falls in between. */
export async function readSnapshot(
  db: Db,
  reads: VersionReads = rememberedReads(),
  before?: Pick<Snapshot, 'datasets' | 'computed'>,
): Promise<Snapshot> {
  const { version, datasets, answering, splits } = await inSnapshot(db, readAll)
  const runOf = new Map<string, StoredRun | null>(answering.map((run) => [run.id, run]))
  const splitsOf = new Map(answering.map(({ id }, index) => [id, splits[index] ?? []]))
  const axisOf = new Map<number, StoredAsset[]>()
  return {
    dataVersion: version,
    datasets,
    computed: sameDatasets(datasets, before?.datasets) ? before.computed : computedMemory(),
    answeringRuns: async (_, datasetIds) =>
      datasetIds.map((id) => answering.filter(({ datasetId }) => datasetId === id)),
    runs: (of, ids) => known(runOf, ids, (unknown) => runsById(of, unknown)),
    splitsOfRuns: (of, ids) => known(splitsOf, ids, (unknown) => splitsOfRuns(of, unknown)),
    axes: (of, ids) => remembered(axisOf, ids, (unknown) => assetAxes(of, unknown)),
    ...reads,
  }
}

/** Whether no dataset has changed: a restatement changes returns, of which values are computed. */
function sameDatasets(
  now: readonly StoredDataset[],
  before: readonly StoredDataset[] | undefined,
): before is StoredDataset[] {
  const namesOf = (datasets: readonly StoredDataset[]) => datasets.map(({ id, hash }) => [id, hash])
  return before !== undefined && JSON.stringify(namesOf(now)) === JSON.stringify(namesOf(before))
}

async function readAll(db: Db) {
  const version = await dataVersion(db)
  const datasets = await listDatasets(db)
  const answering = await answeringRuns(db, { datasetIds: datasets.map(({ id }) => id) })
  const splits = await splitsOfRuns(
    db,
    answering.map(({ id }) => id),
  )
  return { version, datasets, answering, splits }
}
