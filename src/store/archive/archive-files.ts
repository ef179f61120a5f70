import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { toError } from '../../lib/errors.js'
import type { Database } from '../tables/index.js'
import { type ArchivedFile, wholeFile } from './archived-file.js'

/** What the archive holds. */
export interface ArchiveState {
  readonly files: number
  readonly bytes: number
  /** Files that cannot be read, with the reason. */
  readonly damaged: readonly DamagedFile[]
}

interface DamagedFile {
  readonly path: string
  readonly reason: string
}

/** Compares every file of the archive with its checksum. */
export async function checkArchive(db: Kysely<Database>): Promise<ArchiveState> {
  const files = await filesOf(db)
  const damaged: DamagedFile[] = []
  for (const file of files) {
    const reason = await reasonAgainst(file)
    if (reason !== null) damaged.push({ path: join(file.folder, file.file), reason })
  }
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), damaged }
}

/** The files lie in another folder now; each is compared with its checksum first. */
export async function moveArchive(db: Kysely<Database>, folder: string): Promise<number> {
  const files = await filesOf(db)
  for (const file of files) await wholeFile({ ...file, folder })
  await db.updateTable('archived_content').set({ folder }).execute()
  return files.length
}

/** Deletes the files that no content needs any more; how many. */
export async function removeUnusedFiles(db: Kysely<Database>): Promise<number> {
  const unused = await db.selectFrom('unused_archive_file').selectAll().execute()
  for (const { folder, file } of unused) {
    await rm(join(folder, file), { force: true })
    await db
      .deleteFrom('unused_archive_file')
      .where('folder', '=', folder)
      .where('file', '=', file)
      .execute()
  }
  return unused.length
}

function filesOf(db: Kysely<Database>): Promise<ArchivedFile[]> {
  return db
    .selectFrom('archived_content')
    .select(['content_id as contentId', 'folder', 'file', 'bytes', 'sha256'])
    .where('restored_at', 'is', null)
    .orderBy('content_id')
    .execute()
}

async function reasonAgainst(file: ArchivedFile): Promise<string | null> {
  try {
    await wholeFile(file)
    return null
  } catch (thrown) {
    return toError(thrown).message
  }
}
