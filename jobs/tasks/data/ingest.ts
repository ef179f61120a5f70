import { type Ingested, ingestFiles } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import type { ReadOptions } from '../../../src/data/file-source/file-source.js'
import type { Panel } from '../../../src/data/panel.js'
import { assetReturns } from '../../../src/data/returns.js'
import { equalWeightMarket, universe } from '../../../src/data/universe.js'
import { findDataset } from '../../../src/store/datasets.js'
import {
  type RegisteredAsset,
  type RegisteredDataset,
  registerDataset,
} from '../../../src/store/publish/register-dataset.js'
import type { Session } from '../../session/session.js'

export interface IngestOptions extends ReadOptions {
  /** Dataset to make, or to extend where it is known. */
  readonly name: string
  /** The files are of one day each, and may correct the volume and open of their day too. */
  readonly daily?: boolean
}

export interface IngestOutcome extends Ingested {
  readonly registered: RegisteredDataset
}

/** Reads files, writes them normalised, and registers what they add as a version of the dataset. */
export async function ingest(
  { db, pool, config }: Session,
  { name, ...options }: IngestOptions,
): Promise<IngestOutcome> {
  const known = await findDataset(db, name)
  const ingested = await ingestFiles({ ...options, home: config.home, previous: known?.path })
  const { dataset } = ingested
  if (known?.hash === dataset.hash) {
    const { id, versionId, number } = known
    return { ...ingested, registered: { datasetId: id, versionId, number, created: false } }
  }
  const panel = await loadPanel(dataset.path)
  const values = assetReturns(panel)
  const { names = [] } = panel.factors ?? {}
  const registered = await registerDataset(pool, {
    name,
    ...dataset,
    restatedFrom: ingested.restatement?.date ?? null,
    addedFrom: ingested.factorsFrom,
    previous: known?.hash ?? null,
    factors: factorAssets(panel),
    returns: {
      dates: panel.dates,
      assets: [...panel.assets, ...names],
      values: withFactors(values, panel),
      market: equalWeightMarket(values, universe(panel, values)),
    },
  })
  return { ...ingested, registered }
}

/** Factor portfolios as assets, with the dates from which to which they have returns. */
function factorAssets({ dates, factors }: Panel): RegisteredAsset[] {
  if (!factors) return []
  const { names, returns } = factors
  return names.map((symbol, j) => {
    const known = dates.filter((_, t) => !Number.isNaN(returns[t * names.length + j]))
    const [firstDate, lastDate] = [known[0] ?? dates[0], known[known.length - 1] ?? dates[0]]
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
