import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type ProbedFiles,
  probeFiles,
  type ReadOptions,
  readProbed,
  reportOf,
  sourceKey,
} from '../file-source/file-source.js'
import type { QualityReport } from '../quality/report.js'
import type { Restatement } from './compare.js'
import { extendDataset } from './extend.js'
import { datasetFolder, isDataset, readManifest, sweepDatasets } from './folder.js'
import { type DatasetSummary, toSummary, writeDataset } from './write.js'

export interface IngestOptions extends ReadOptions {
  /** RESIDUA_HOME */
  readonly home: string
  /** Folder of the version that the files extend. */
  readonly previous?: string
  /** The files are of one day each, and may correct the volume and open of their day too. */
  readonly daily?: boolean
}

export interface Ingested {
  readonly dataset: DatasetSummary
  readonly report: QualityReport
  /** Rows that came in. */
  readonly addedRows: number
  /** Nothing new: the dataset stood already. */
  readonly unchanged: boolean
  readonly restatement: Restatement | null
  /** The first date of the past that got factor returns where the dataset had none. */
  readonly factorsFrom?: string | null
}

/** Reads files and writes a new dataset, or the next version of `previous`. */
export async function ingestFiles({
  home,
  previous,
  ...options
}: IngestOptions): Promise<Ingested> {
  await sweepDatasets(home)
  const probed = await probeFiles(options)
  const standing = previous ?? datasetFolder(home, probed.hash)
  if (isDataset(standing) && (await holds(standing, probed))) {
    const dataset = toSummary(standing, await readManifest(standing))
    const report = await readReport(standing)
    return { dataset, report, addedRows: 0, unchanged: true, restatement: null }
  }
  if (previous !== undefined) {
    const { assets, renames } = await readManifest(previous)
    const knownAssets = assets.map(({ symbol }) => symbol)
    await using market = await readProbed(probed, {
      ...options,
      knownAssets,
      knownRenames: renames,
    })
    return await extendDataset(home, previous, market, options)
  }
  await using market = await readProbed(probed, options)
  const report = reportOf(market, options.onProgress)
  const dataset = await writeDataset(home, market, { ...options, report })
  return { dataset, report, addedRows: dataset.rowCount, unchanged: false, restatement: null }
}

/** The quality report of the ingest that wrote the folder. */
export async function readReport(folder: string): Promise<QualityReport> {
  const text = await readFile(join(folder, 'quality.json'), 'utf8')
  return JSON.parse(text) as QualityReport // written by writeReport alone
}

/** Whether every file went into the dataset or a version before it, in the same role. */
async function holds(folder: string, { sources }: ProbedFiles): Promise<boolean> {
  const known = new Set((await readManifest(folder)).sources.map(sourceKey))
  return sources.every((source) => known.has(sourceKey(source)))
}
