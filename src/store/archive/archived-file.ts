import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DamagedFileError } from '../../lib/errors.js'
import { sha256OfFile } from '../../lib/hash.js'

/** Where the arrays of a content lie, and what the file must be. */
export interface ArchivedFile {
  readonly contentId: number
  readonly folder: string
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

/** Files whose bytes this process has compared with their checksum, as they were then. */
const checked = new Map<string, string>()

/** The path of an archived file whose bytes are those that were written; an error that names the remedy. */
export async function wholeFile({ folder, file, bytes, sha256 }: ArchivedFile): Promise<string> {
  const path = join(folder, file)
  const found = await stat(path).catch(() => null)
  if (!found) throw damaged(file, 'is missing')
  if (found.size !== bytes) throw damaged(file, `has ${found.size} bytes instead of ${bytes}`)
  const state = `${found.ino} ${found.mtimeMs} ${found.size} ${sha256}`
  if (checked.get(path) === state) return path
  if ((await sha256OfFile(path)) !== sha256)
    throw damaged(file, 'has other bytes than were written')
  checked.set(path, state)
  return path
}

/** Callers of the API see this message, so it does not name the folder. */
function damaged(file: string, what: string): DamagedFileError {
  return new DamagedFileError(
    `the arrays of this split are archived in ${file}, which ${what}: \`residua archive --check\` names ` +
      'the folder; put the file back from a backup, or compute the split again',
  )
}
