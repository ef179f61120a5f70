import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { sweepDatasets } from '../../src/data/dataset/folder.js'
import { AbortedError } from '../../src/lib/errors.js'
import { removeUnusedFiles } from '../../src/store/archive/archive-files.js'
import { forgetRestored } from '../../src/store/archive/restore-contents.js'
import { type Swept, sweepPartitions } from '../../src/store/partitions.js'
import { outdatedFolders, pruneVersions } from '../../src/store/retention.js'
import type { Session } from '../session/session.js'

export interface PruneOptions {
  /** How many versions of each split and of each dataset's files are kept. */
  readonly keep?: number
  readonly signal?: AbortSignal
}

export interface PruneOutcome {
  readonly keep: number
  /** How many versions of splits were removed. */
  readonly versions: number
  /** How many partitions were dropped, and how many that no version needs are left, as something reads them. */
  readonly partitions: Swept
  /** How many files of the archive were removed. */
  readonly archived: number
  /** How many folders of dataset versions were removed. */
  readonly folders: number
  /** How many incomplete folders of killed processes were removed. */
  readonly leftovers: number
}

const DEFAULT_KEEP = 10
/** Longer than a read takes. */
const READERS_MS = 60_000

/** Removes old versions of splits and datasets. Safe while other processes read and publish. */
export async function prune(
  { config, db, pool, ...session }: Session,
  { keep = DEFAULT_KEEP, signal = session.signal }: PruneOptions = {},
): Promise<PruneOutcome> {
  const versions = await pruneVersions(pool, keep)
  const partitions = await sweepPartitions(pool)
  await forgetRestored(db, READERS_MS)
  const archived = await removeUnusedFiles(db)
  let folders = 0
  for (const folder of await outdatedFolders(db, keep)) {
    if (signal.aborted) throw new AbortedError('stopped; running it again is safe')
    if (!existsSync(folder)) continue
    await rm(folder, { recursive: true, force: true })
    folders++
  }
  return {
    keep,
    versions,
    partitions,
    archived,
    folders,
    leftovers: await sweepDatasets(config.home),
  }
}
