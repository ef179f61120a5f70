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
  const panel = await loadPanel(dataset.path).catch(() => null) // moved or on another machine
  if (panel === null) return { dataset: dataset.name }
  const positions = new Map(axis.map(({ symbol, position }) => [symbol, position]))
  return {
    dataset: dataset.name,
    volume: usualVolume(panel, positions),
    factors: factorReturnsOf(panel),
  }
}
