import { existsSync, readFileSync } from 'node:fs'
import { copyFile, link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../../lib/errors.js'
import { BEING_WRITTEN, nameWhileWritten } from '../../lib/summed-file.js'
import type { CalendarRule } from '../calendar/calendar.js'
import type { DataSource } from '../file-source/context.js'
import type { MembershipInterval } from '../membership.js'
import type { Rename } from '../renames.js'
import type { SectorLabel } from '../sectors.js'
import type { ResentClose } from './comparison.js'
import { hashesOf, isIntact, MANIFEST, parseManifest, type Sealed, sealed } from './file-hashes.js'
import { toWriteError } from './write-error.js'

/** `manifest.json` of a dataset's folder, beside `prices-<year>.parquet` and `characteristics.parquet`. */
export interface DatasetManifest extends Sealed {
  readonly format: 1
  readonly hash: string
  /** Hash of the version that this one extends. */
  readonly previous: string | null
  /** Files of the whole chain, oldest first. */
  readonly sources: readonly DataSource[]
  readonly firstDate: string
  readonly lastDate: string
  /** The session of the calendar after the last date. */
  readonly nextDate: string
  readonly rowCount: number
  readonly years: readonly number[]
  readonly assets: readonly DatasetAsset[]
  readonly membership: readonly MembershipInterval[] | null
  readonly sectors: readonly SectorLabel[] | null
  readonly characteristics: readonly string[] | null
  /** The first row of the version before that this one changed, as text. */
  readonly restatement: string | null
  /** Names of the factors whose returns are in `factors.parquet`. */
  readonly factors?: readonly string[] | null
  /** Symbols that changed, oldest first. */
  readonly renames?: readonly Rename[]
  /** Currency of its prices; amounts are shown without one where it is not known. */
  readonly currency?: string
  /** Recent closes that later files sent with another value. */
  readonly resent?: readonly ResentClose[]
  /** The calendar of the dataset. Absent in manifests of earlier releases, which had that of New York. */
  readonly calendar?: CalendarRule
  /** Dates with rows of so few assets that they are no sessions; their rows are stored. */
  readonly strayDates?: readonly string[]
  /** Whether suspended assets are found by their volumes; absent in datasets of earlier releases. */
  readonly suspensions?: boolean
  /** Whether given factors are published with a gross exposure of 1; absent in datasets of earlier releases. */
  readonly grossFactors?: boolean
  /** The share of rows below which a date is no session; absent where it is the default. */
  readonly sessionCoverage?: number
}

export interface DatasetAsset {
  readonly symbol: string
  readonly name: string | null
  readonly sector: string | null
  readonly firstDate: string
  readonly lastDate: string
}

/** The folder of a version's kept characteristics, which can be computed again. */
export const KEPT_FOLDER = 'kept'

export function datasetFolder(home: string, hash: string): string {
  return join(home, 'datasets', hash)
}

export function yearFile(folder: string, year: number): string {
  return join(folder, `prices-${year}.parquet`)
}

export function characteristicsFile(folder: string): string {
  return join(folder, 'characteristics.parquet')
}

export function factorsFile(folder: string): string {
  return join(folder, 'factors.parquet')
}

export async function readManifest(folder: string): Promise<DatasetManifest> {
  const path = join(folder, MANIFEST)
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw new UserError(`dataset folder ${folder} has no manifest.json; ingest its files again`, {
      cause: thrown,
    })
  })
  return parseManifest(folder, text)
}

/** The folder of the version that a version extends; null where it is the first one, or is not there. */
export function previousFolder(folder: string): string | null {
  try {
    const { previous } = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as DatasetManifest // written by writeFolder alone
    const before = previous === null ? null : join(dirname(folder), previous)
    return before !== null && isDataset(before) ? before : null
  } catch {
    return null // removed meanwhile, or damaged
  }
}

function isDataset(folder: string): boolean {
  return existsSync(join(folder, MANIFEST))
}

/**
 * Fills a new folder under a temporary name, then renames it to its place: a process that is killed in
 * between leaves a temporary folder that `sweepDatasets` removes, never half a dataset.
 */
export async function writeFolder(
  home: string,
  fill: (folder: string) => Promise<DatasetManifest>,
): Promise<{ folder: string; manifest: DatasetManifest }> {
  const temporary = join(home, 'datasets', nameWhileWritten())
  try {
    await mkdir(temporary, { recursive: true })
    const filled = await fill(temporary)
    const manifest = sealed({ ...filled, files: await hashesOf(temporary) })
    await writeFile(join(temporary, MANIFEST), `${JSON.stringify(manifest)}\n`)
    const folder = datasetFolder(home, manifest.hash)
    await moveInto(temporary, folder)
    return { folder, manifest }
  } catch (thrown) {
    await rm(temporary, { recursive: true, force: true })
    throw toWriteError(thrown, dirname(temporary))
  }
}

/** Removes the temporary folders and files of killed processes; returns how many there were. */
export async function sweepDatasets(home: string): Promise<number> {
  const parent = join(home, 'datasets')
  const names = existsSync(parent) ? await readdir(parent) : []
  const kept = names.map((name) => join(parent, name, KEPT_FOLDER))
  const counts = await Promise.all([parent, ...kept].map(sweepFolder))
  return counts.reduce((sum, count) => sum + count, 0)
}

async function sweepFolder(folder: string): Promise<number> {
  const names = existsSync(folder) ? await readdir(folder) : []
  const leftovers = names.filter((name) => {
    const pid = BEING_WRITTEN.exec(name)?.[1]
    return pid !== undefined && !isAlive(Number(pid))
  })
  await Promise.all(
    leftovers.map((name) => rm(join(folder, name), { recursive: true, force: true })),
  )
  return leftovers.length
}

/** Links a file into another folder; copies it on file systems without hard links. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to))
}

async function moveInto(temporary: string, folder: string): Promise<void> {
  if (!(await isIntact(folder))) await rm(folder, { recursive: true, force: true })
  try {
    await rename(temporary, folder)
  } catch (thrown) {
    // Another process ingested the same bytes meanwhile: its folder has the same content.
    if (!isDataset(folder)) throw thrown
    await rm(temporary, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
