import { readManifest } from '../../../src/data/dataset/folder.js'
import { readFiles } from '../../../src/data/file-source/read-files.js'
import { judge, type Verdict } from '../../../src/data/inbox/judge.js'
import { readingRejectionOf } from './file-error.js'
import { type ClaimedFile, currentDataset, type DatedFile, type InboxPass } from './pass.js'

/** Whether a price file may be ingested now, must wait for an earlier one, or is rejected. */
export async function judgeFile(
  pass: InboxPass,
  file: DatedFile,
  companions: readonly ClaimedFile[],
): Promise<Verdict> {
  const { date, minCoverage, mapping, format } = pass
  if (date !== undefined && file.date > date) {
    return { kind: 'waiting', reason: `its date is ${file.date}, after ${date}` }
  }
  const { path: folder } = await currentDataset(pass)
  const manifest = await readManifest(folder)
  const renames = companions.find(({ role }) => role === 'renames')?.path
  const knownRenames = manifest.renames
  try {
    await using market = await readFiles({
      files: [file.path],
      renames,
      knownRenames,
      mapping,
      format,
    })
    return await judge(market.prices, { folder, manifest }, { minCoverage })
  } catch (thrown) {
    return { kind: 'rejected', reason: readingRejectionOf(thrown, pass.folder) }
  }
}
