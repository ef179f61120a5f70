import { checkArchive } from '../../../src/store/archive/archive-files.js'
import type { Db } from '../../session/session.js'
import { bad, type Finding, good } from './finding.js'

/** Whether every file of the archive has the bytes that were written; nothing where there is none. */
export async function archiveFindings(db: Db): Promise<Finding[]> {
  const { files, bytes, damaged } = await checkArchive(db)
  if (files === 0) return []
  const [first] = damaged
  if (!first) return [good('archive', `${files} files, whole, ${(bytes / 1e6).toFixed(1)} MB`)]
  const found = `${damaged.length} of ${files} files cannot be read (${first.path}: ${first.reason})`
  const remedy =
    'put the files back from a backup; where the folder was moved: residua archive --moved-to FOLDER; ' +
    'else residua backtest of the run computes the split again'
  return [bad('archive', found, remedy)]
}
