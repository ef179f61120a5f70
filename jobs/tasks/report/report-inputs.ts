import { existsSync } from 'node:fs'
import { readManifest } from '../../../src/data/dataset/folder.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import { datasetsById } from '../../../src/store/datasets.js'
import { assetAxes } from '../../../src/store/read/assets.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import type { Db } from '../../session/session.js'
import { factorReturnsOf } from '../data/factor-returns.js'
import { usualVolume } from '../data/usual-volume.js'
import type { ReportInputs } from './run-report.js'

/** What a report needs beside the database: volumes and factor returns, where the folder is here. */
export async function reportInputs(
  db: Db,
  { datasetId }: StoredRun,
): Promise<ReportInputs & { readonly dataset: string }> {
  const [[dataset], [axis = []]] = await Promise.all([
    datasetsById(db, [datasetId]),
    assetAxes(db, [datasetId]),
  ])
  if (!dataset) return { dataset: 'unknown' }
  if (!existsSync(dataset.path)) return { dataset: dataset.name } // moved or on another machine
  const panel = await loadPanel(dataset.path)
  const { currency } = await readManifest(dataset.path)
  const positions = new Map(axis.map(({ symbol, position }) => [symbol, position]))
  return {
    dataset: dataset.name,
    currency,
    volume: usualVolume(panel, positions),
    factors: factorReturnsOf(panel),
  }
}
