import { readFiles } from '../../../src/data/file-source/read-files.js'
import { last } from '../../../src/lib/at.js'
import { readingRejectionOf } from './file-error.js'
import type { FileLog } from './file-log.js'
import type { ClaimedFile, DatedFile, InboxPass } from './pass.js'

/** Price files that can be read, ordered by their last dates; rejects the others. */
export async function dateFiles(
  pass: InboxPass,
  log: FileLog,
  files: readonly ClaimedFile[],
): Promise<DatedFile[]> {
  const dated: DatedFile[] = []
  for (const file of files) {
    try {
      dated.push({ ...file, date: await lastDateOf(pass, file) })
    } catch (thrown) {
      await log.reject(file, readingRejectionOf(thrown, pass.folder))
    }
  }
  const time = ({ modifiedAt }: DatedFile) => modifiedAt?.getTime() ?? 0
  return dated.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0) || time(a) - time(b))
}

async function lastDateOf({ mapping, format }: InboxPass, { path }: ClaimedFile): Promise<string> {
  await using market = await readFiles({ files: [path], mapping, format })
  return last(market.prices.dates)
}
