import { existsSync } from 'node:fs'
import { readManifest } from '../../../src/data/dataset/folder.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import type { StoredDataset } from '../../../src/store/datasets.js'
import { assetAxes } from '../../../src/store/read/assets.js'
import type { Db } from '../../session/session.js'
import { factorReturnsOf } from '../data/factor-returns.js'
import { usualVolume } from '../data/usual-volume.js'
import type { ReportInputs } from './run-report.js'

/** What a report needs beside the database: volumes and factor returns, where the folder is here. */
export async function reportInputs(db: Db, { id, path }: StoredDataset): Promise<ReportInputs> {
  if (!existsSync(path)) return {} // moved or on another machine
  const [axis = []] = await assetAxes(db, [id])
  const panel = await loadPanel(path)
  const { currency } = await readManifest(path)
  const positions = new Map(axis.map(({ symbol, position }) => [symbol, position]))
  return {
    currency,
    volume: usualVolume(panel, positions),
    factors: factorReturnsOf(panel),
  }
}
