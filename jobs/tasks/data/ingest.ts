import { rm } from 'node:fs/promises'
import { type Ingested, ingestFiles } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import type { ReadOptions } from '../../../src/data/file-source/market-files.js'
import type { Panel } from '../../../src/data/panel.js'
import { assetReturns } from '../../../src/data/returns.js'
import { equalWeightMarket, universe } from '../../../src/data/universe.js'
import { first } from '../../../src/lib/at.js'
import { freeUnreferenced } from '../../../src/lib/free-unreferenced.js'
import { findDataset, isRegisteredFolder, type StoredDataset } from '../../../src/store/datasets.js'
import { completeVersion } from '../../../src/store/market/complete-version.js'
import type { RegisteredAsset } from '../../../src/store/publish/dataset-registration.js'
import {
  type RegisteredDataset,
  registerDataset,
} from '../../../src/store/publish/register-dataset.js'
import type { Session } from '../../session/session.js'
import { assertDatasetName } from './dataset-name.js'

export interface IngestOptions extends ReadOptions {
  /** Name of the dataset: a new one, or one to extend. */
  readonly name: string
  /** Each file holds one new date, and may correct the volume and open of that date too. */
  readonly daily?: boolean
  /** Currency of the prices; by default that of the stored version, if any. */
  readonly currency?: string
}

export interface IngestOutcome extends Ingested {
  readonly registered: RegisteredDataset
}

/** Of a row: six doubles. */
const PRICE_BYTES = 48

/** Reads files, writes them normalised, and registers them as a new version of the dataset. */
export async function ingest(
  { db, pool, config }: Session,
  { name, ...options }: IngestOptions,
): Promise<IngestOutcome> {
  const known = await findDataset(db, name)
  if (!known) assertDatasetName(name)
  const ingested = await ingestFiles({ ...options, home: config.home, previous: known?.path })
  const { dataset } = ingested
  if (known?.hash === dataset.hash) {
    const { id, versionId, number } = known
    if (!known.hasFindings) await complete(pool, known, ingested)
    return { ...ingested, registered: { datasetId: id, versionId, number, created: false } }
  }
  freeUnreferenced(PRICE_BYTES * dataset.rowCount) // the prices as they were read
  const panel = await loadPanel(dataset.path)
  const registering = registerDataset(pool, {
    name,
    ...dataset,
    restatedFrom: ingested.restatement?.date ?? null,
    addedFrom: ingested.factorsFrom,
    previous: known?.hash ?? null,
    factors: factorAssets(panel),
    returns: returnsOf(panel),
    prices: panel,
    findings: ingested.report.findings,
  })
  try {
    return { ...ingested, registered: await registering }
  } catch (thrown) {
    if (!ingested.unchanged) await removeUnregistered(db, dataset.path)
    throw thrown
  }
}

/** Stores what an earlier release did not store of the same version. */
async function complete(
  pool: Session['pool'],
  { id: datasetId, versionId, path }: StoredDataset,
  { report }: Ingested,
): Promise<void> {
  const prices = await loadPanel(path)
  await completeVersion(pool, { datasetId, versionId }, { prices, findings: report.findings })
}

/** Removes the folder of a version that another ingest of the dataset came before. */
async function removeUnregistered(db: Session['db'], folder: string): Promise<void> {
  if (await isRegisteredFolder(db, folder)) return
  await rm(folder, { recursive: true, force: true })
}

function returnsOf(panel: Panel) {
  const values = assetReturns(panel)
  return {
    dates: panel.dates,
    assets: [...panel.assets, ...(panel.factors?.names ?? [])],
    values: withFactors(values, panel),
    market: equalWeightMarket(values, universe(panel, values)),
  }
}

/** Factor portfolios as assets, with the first and last dates of their returns. */
function factorAssets({ dates, factors }: Panel): RegisteredAsset[] {
  if (!factors) return []
  const { names, returns } = factors
  return names.map((symbol, j) => {
    const known = dates.filter((_, t) => !Number.isNaN(returns[t * names.length + j]))
    const firstDate = known[0] ?? first(dates)
    const lastDate = known.at(-1) ?? first(dates)
    const name = `Fama-French factor ${symbol.slice(symbol.indexOf(':') + 1)}`
    return { symbol, name, sector: null, firstDate, lastDate }
  })
}

/** `[T, N + J]` returns of assets and, after them, of factor portfolios. */
function withFactors(values: Float64Array, { dates, assets, factors }: Panel): Float64Array {
  if (!factors) return values
  const [n, j] = [assets.length, factors.names.length]
  const joined = new Float64Array(dates.length * (n + j))
  for (let t = 0; t < dates.length; t++) {
    joined.set(values.subarray(t * n, (t + 1) * n), t * (n + j))
    joined.set(factors.returns.subarray(t * j, (t + 1) * j), t * (n + j) + n)
  }
  return joined
}
