import { type Ingested, ingestFiles } from '../../src/data/dataset/ingest.js'
import { loadPanel } from '../../src/data/dataset/load-panel.js'
import type { ReadOptions } from '../../src/data/file-source.js'
import { assetReturns } from '../../src/data/returns.js'
import { equalWeightMarket, universe } from '../../src/data/universe.js'
import { findDataset } from '../../src/store/datasets.js'
import { type RegisteredDataset, registerDataset } from '../../src/store/register-dataset.js'
import type { Session } from './session.js'

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
  const registered = await registerDataset(pool, {
    name,
    ...dataset,
    restatedFrom: ingested.restatement?.date ?? null,
    previous: known?.hash ?? null,
    returns: {
      dates: panel.dates,
      assets: panel.assets,
      values,
      market: equalWeightMarket(values, universe(panel, values)),
    },
  })
  return { ...ingested, registered }
}
