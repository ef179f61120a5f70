import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { roleOf } from '../../../src/data/inbox/role.js'
import type { ListedFile } from '../../../src/data/inbox/source.js'
import { sha256 } from '../../../src/lib/hash.js'
import { type ReceivedFile, receivedFiles } from '../../../src/store/received-files.js'
import type { FileLog } from './file-log.js'
import { assertNotAborted, type ClaimedFile, type InboxPass } from './pass.js'

export interface ClaimedFiles {
  readonly prices: readonly ClaimedFile[]
  /** Files of other roles, which are ingested with the next price file. */
  readonly companions: readonly ClaimedFile[]
  /** How many files an earlier pass had handled. */
  readonly known: number
}

/** Copies the files that no earlier pass has handled. */
export async function claimFiles(pass: InboxPass, log: FileLog): Promise<ClaimedFiles> {
  const received = await receivedFiles(pass.session.db, pass.dataset.id)
  const settled = received.filter(({ outcome }) => outcome !== 'waiting')
  const claimed: ClaimedFile[] = []
  let known = 0
  for (const listed of await pass.source.list()) {
    assertNotAborted(pass)
    if (settled.some((file) => isUntouched(file, listed))) {
      known++
      continue
    }
    const file = await claim(pass, listed)
    if (!file) {
      log.growing({ name: listed.name, role: roleOf(listed.name) })
      continue
    }
    const same = settled.find((one) => one.sha256 === file.sha256)
    if (!same) claimed.push(file)
    else if (same.name === file.name) known++
    else await log.record(file, 'repeated', `it has the bytes of ${same.name}`)
  }
  return {
    prices: claimed.filter(({ role }) => role === 'prices'),
    companions: claimed.filter(({ role }) => role !== 'prices'),
    known,
  }
}

/** A copy of the file; undefined while it is still being written. */
async function claim(
  { source, folder }: InboxPass,
  listed: ListedFile,
): Promise<ClaimedFile | undefined> {
  const path = join(folder, listed.name)
  if (!(await source.fetch(listed, path))) return undefined
  return { ...listed, role: roleOf(listed.name), path, sha256: sha256(await readFile(path)) }
}

/** Whether name, size and time of writing are those of a file handled before. */
function isUntouched(file: ReceivedFile, { name, bytes, modifiedAt }: ListedFile): boolean {
  return (
    file.name === name &&
    file.bytes === bytes &&
    file.modifiedAt !== null &&
    file.modifiedAt.getTime() === modifiedAt?.getTime()
  )
}
