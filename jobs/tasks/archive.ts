import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AbortedError } from '../../src/lib/errors.js'
import {
  archivableContents,
  archiveContent,
  archivedContents,
  type SplitContent,
} from '../../src/store/archive/archive-contents.js'
import { removeUnusedFiles } from '../../src/store/archive/archive-files.js'
import { forgetRestored, restoreContent } from '../../src/store/archive/restore-contents.js'
import { sweepPartitions } from '../../src/store/partitions.js'
import type { Session } from '../session/session.js'

export interface ArchiveOptions {
  /** Splits whose test range ended before this date. */
  readonly before: string
  /** Where the files are written; `archive` of the home where left out. */
  readonly folder?: string
  readonly runId?: string
  readonly split?: string
  readonly onContent?: (content: SplitContent) => void
}

export interface ArchiveOutcome {
  readonly contents: number
  readonly rows: number
  /** Of the files; 0 where contents were restored. */
  readonly bytes: number
}

/** Moves the arrays of old splits into Parquet files; one content after the other, each complete by itself. */
export async function archive(
  { config, db, pool, signal }: Session,
  { folder, onContent, ...options }: ArchiveOptions,
): Promise<ArchiveOutcome> {
  const place = resolve(folder ?? join(config.home, 'archive'))
  const contents = await archivableContents(db, options)
  let [rows, bytes] = [0, 0]
  for (const content of contents) {
    if (signal.aborted) throw new AbortedError('stopped; running it again archives the rest')
    const archived = await archiveContent(pool, content, place)
    await sweepPartitions(pool)
    rows += archived.rows
    bytes += archived.bytes
    onContent?.(content)
  }
  await removeUnusedFiles(db)
  return { contents: contents.length, rows, bytes }
}

/** A reader that found no arrays in the database may look for their file so long after. */
const READERS_MS = 1000

/** Puts archived arrays back into the database, and deletes their files. */
export async function restore(
  { db, pool, signal }: Session,
  { onContent, ...options }: Omit<ArchiveOptions, 'before' | 'folder'> = {},
): Promise<ArchiveOutcome> {
  const contents = await archivedContents(db, options)
  let rows = 0
  for (const content of contents) {
    if (signal.aborted) throw new AbortedError('stopped; running it again restores the rest')
    rows += await restoreContent(pool, content)
    onContent?.(content)
  }
  await pause(READERS_MS)
  await forgetRestored(db, READERS_MS)
  await removeUnusedFiles(db)
  return { contents: contents.length, rows, bytes: 0 }
}
