import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { sweepDatasets } from '../../src/data/dataset/folder.js'
import { AbortedError } from '../../src/lib/errors.js'
import { outdatedFolders, pruneVersions } from '../../src/store/publish/retention.js'
import type { Session } from '../session/session.js'

export interface PruneOptions {
  /** Versions of each split and of each dataset's files that stay. */
  readonly keep?: number
  readonly signal?: AbortSignal
}

export interface PruneOutcome {
  readonly keep: number
  /** Versions of splits that went, with all that only they had. */
  readonly versions: number
  /** Folders of dataset versions that went. */
  readonly folders: number
  /** What killed processes had left half-written. */
  readonly leftovers: number
}

export const DEFAULT_KEEP = 10

/** Removes versions that nobody is to read any more. Safe while others read and publish. */
export async function prune(
  { config, db, pool, ...session }: Session,
  { keep = DEFAULT_KEEP, signal = session.signal }: PruneOptions = {},
): Promise<PruneOutcome> {
  const versions = await pruneVersions(pool, keep)
  let folders = 0
  for (const folder of await outdatedFolders(db, keep)) {
    if (signal.aborted) throw new AbortedError('stopped; running it again is safe')
    if (!existsSync(folder)) continue
    await rm(folder, { recursive: true, force: true })
    folders++
  }
  return { keep, versions, folders, leftovers: await sweepDatasets(config.home) }
}
