import type { Kysely } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { AccountRow } from '../../accounts/pnl.js'
import { listDatasets, type StoredDataset } from '../datasets.js'
import { answeringRuns, runsById, type StoredRun } from '../runs.js'
import { type StoredSplit, splitsOfRuns } from '../splits.js'
import type { Database } from '../tables/index.js'
import { assetAxes, type StoredAsset } from './assets.js'
import type { Changes } from './changes.js'
import { dataVersion, type StoredDataVersion } from './data-version.js'
import { accountRows } from './pnl.js'

type Db = Kysely<Database>

/**
 * Which runs answer, their splits, the assets, and the version of it all, as of one moment. Reads
 * answer in the order asked; what is not in memory (a run that does not answer) comes from `db`.
 */
export interface Catalogue {
  readonly dataVersion: StoredDataVersion
  readonly datasets: StoredDataset[]
  answeringRuns(db: Db, datasetIds: readonly number[]): Promise<StoredRun[][]>
  runs(db: Db, ids: readonly string[]): Promise<(StoredRun | null)[]>
  splitsOfRuns(db: Db, runIds: readonly string[]): Promise<StoredSplit[][]>
  axes(db: Db, datasetIds: readonly number[]): Promise<StoredAsset[][]>
  accountRows(db: Db, versionIds: readonly number[]): Promise<AccountRow[][]>
}

/** Accounts by version id. They never change, so they outlast a catalogue; undefined: none are kept. */
type Accounts = LRUCache<number, AccountRow[]> | undefined

const ACCOUNTS_KEPT = 512

/** Reads one snapshot, so that no publication falls in between. */
export async function readCatalogue(
  db: Db,
  accounts: Accounts = accountsCache(),
): Promise<Catalogue> {
  const snapshot = db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const version = await dataVersion(trx)
      const datasets = await listDatasets(trx)
      const answering = await answeringRuns(trx, { datasetIds: datasets.map(({ id }) => id) })
      const runIds = answering.map(({ id }) => id)
      return { version, datasets, answering, splits: await splitsOfRuns(trx, runIds) }
    })
  const { version, datasets, answering, splits } = await snapshot
  const runOf = new Map(answering.map((run) => [run.id, run]))
  const splitsOf = new Map(answering.map(({ id }, index) => [id, splits[index]]))
  const axisOf = new Map<number, StoredAsset[]>()
  return {
    dataVersion: version,
    datasets,
    answeringRuns: async (_, datasetIds) =>
      datasetIds.map((id) => answering.filter(({ datasetId }) => datasetId === id)),
    runs: (of, ids) => known(runOf, ids, (unknown) => runsById(of, unknown)),
    splitsOfRuns: (of, ids) => known(splitsOf, ids, (unknown) => splitsOfRuns(of, unknown)),
    axes: async (of, ids) => {
      const axes = await known(axisOf, ids, (unknown) => assetAxes(of, unknown))
      ids.forEach((id, index) => {
        axisOf.set(id, axes[index])
      })
      return axes
    },
    accountRows: async (of, ids) => {
      const rows = await known(accounts, ids, (unknown) => accountRows(of, unknown))
      ids.forEach((id, index) => {
        accounts?.set(id, rows[index])
      })
      return rows
    },
  }
}

function accountsCache(kept = ACCOUNTS_KEPT): Accounts {
  return kept > 0 ? new LRUCache({ max: kept }) : undefined
}

/** Taken from memory before the read, during which another request may evict them. */
async function known<K, V>(
  inMemory: { get(key: K): V | undefined } | undefined,
  keys: readonly K[],
  read: (unknown: readonly K[]) => Promise<V[]>,
): Promise<V[]> {
  const found = keys.map((key) => inMemory?.get(key))
  const unknown = keys.filter((_, index) => found[index] === undefined)
  const rows = unknown.length === 0 ? [] : await read(unknown)
  const byKey = new Map(unknown.map((key, index) => [key, rows[index]]))
  return keys.map((key, index) => found[index] ?? (byKey.get(key) as V))
}

export interface CatalogueOptions {
  /** Of how many split versions the accounts stay in memory; without any, each question reads them. */
  readonly accountsKept?: number
}

/** The catalogue that all requests share until something changes; undefined while none can be kept. */
export function keepCatalogue(
  db: Db,
  changes: Changes,
  { accountsKept }: CatalogueOptions = {},
): () => Promise<Catalogue> | undefined {
  const accounts = accountsCache(accountsKept)
  let kept: { readonly generation: number; readonly catalogue: Promise<Catalogue> } | undefined
  return () => {
    const generation = changes.generation()
    if (generation === null) return undefined
    if (kept?.generation !== generation) {
      const catalogue = readCatalogue(db, accounts)
      kept = { generation, catalogue }
      catalogue.catch(() => {
        if (kept?.catalogue === catalogue) kept = undefined
      })
    }
    return kept.catalogue
  }
}
