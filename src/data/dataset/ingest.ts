import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UserError } from '../../lib/errors.js'
import { reportOf, sessionsIn } from '../file-source/check-files.js'
import { sourceKey } from '../file-source/data-source.js'
import type { ReadOptions } from '../file-source/market-files.js'
import { type ProbedFiles, probeFiles } from '../file-source/probe-files.js'
import { readProbed } from '../file-source/read-files.js'
import type { QualityReport } from '../quality/report.js'
import { type CalendarSettings, changesCalendar, hashWith } from './calendar-settings.js'
import type { Restatement } from './comparison.js'
import { extendDataset } from './extend.js'
import { storedDeviations } from './factors.js'
import { isIntact, verifyFiles } from './file-hashes.js'
import { datasetFolder, readManifest, sweepDatasets } from './folder.js'
import { type DatasetSummary, toSummary, writeDataset } from './write.js'

export interface IngestOptions extends ReadOptions {
  /** RESIDUA_HOME */
  readonly home: string
  /** Folder of the version that the files extend. */
  readonly previous?: string
  /** Each file holds one new date, and may correct the volume and open of that date too. */
  readonly daily?: boolean
  /** Currency of the prices, a code as EUR or a sign; by default that of the stored version, if any. */
  readonly currency?: string
}

export interface Ingested {
  readonly dataset: DatasetSummary
  readonly report: QualityReport
  /** How many rows were added. */
  readonly addedRows: number
  /** The files change nothing: the dataset was stored before. */
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
  if (options.currency !== undefined) assertCurrency(options.currency)
  await sweepDatasets(home)
  const probed = await probeFiles(options)
  const hash = hashWith(probed.hash, options)
  const stored = await intactVersion(datasetFolder(home, hash), previous)
  const isSame = stored !== null && (await contains(stored, probed, options))
  if (isSame) return await unchanged(stored)
  if (stored !== null && previous !== undefined) {
    await using market = await readProbed(probed, { ...options, ...(await knownOf(stored)) })
    return await extendDataset(home, stored, market, options)
  }
  await using market = await readProbed(probed, options)
  const sessions = sessionsIn(market, options)
  const report = reportOf(market, sessions, options.onProgress)
  const dataset = await writeDataset(home, { ...market, hash }, { ...options, sessions, report })
  return { dataset, report, addedRows: dataset.rowCount, unchanged: false, restatement: null }
}

/** What the readers of an extension need to know of the stored version. */
async function knownOf(
  folder: string,
): Promise<Pick<ReadOptions, 'knownAssets' | 'knownRenames' | 'knownFactors'>> {
  const manifest = await readManifest(folder)
  return {
    knownAssets: manifest.assets.map(({ symbol }) => symbol),
    knownRenames: manifest.renames,
    knownFactors: await storedDeviations(folder, manifest),
  }
}

/**
 * The folder of the version that the files extend, or that they were written to before; null where it
 * has to be written, as it is missing or damaged.
 */
async function intactVersion(own: string, previous: string | undefined): Promise<string | null> {
  const stored = previous ?? own
  if (resolve(stored) !== resolve(own)) {
    await verifyFiles(stored, await readManifest(stored))
    return stored
  }
  return (await isIntact(own)) ? own : null
}

async function unchanged(folder: string): Promise<Ingested> {
  const dataset = toSummary(folder, await readManifest(folder))
  const report = await readReport(folder)
  return { dataset, report, addedRows: 0, unchanged: true, restatement: null }
}

/** The quality report of the ingest that wrote the folder. */
export async function readReport(folder: string): Promise<QualityReport> {
  const text = await readFile(join(folder, 'quality.json'), 'utf8')
  return JSON.parse(text) as QualityReport // written by writeReport alone
}

/** Whether the dataset, or a version before it, was made from every file in the same role. */
async function contains(
  folder: string,
  { sources }: ProbedFiles,
  { currency, ...settings }: Pick<IngestOptions, 'currency'> & CalendarSettings,
): Promise<boolean> {
  const manifest = await readManifest(folder)
  if (currency !== undefined && currency !== manifest.currency) return false
  if (changesCalendar(manifest, settings)) return false
  const known = new Set(manifest.sources.map(sourceKey))
  return sources.every((source) => known.has(sourceKey(source)))
}

function assertCurrency(currency: string): void {
  if (/^([A-Z]{3}|\p{Sc})$/u.test(currency)) return
  throw new UserError(
    `--currency ${JSON.stringify(currency)} is no currency: write a code of three capitals, as EUR, or a sign, as €`,
  )
}
