import { join } from 'node:path'
import { roleOf } from '../../../src/data/inbox/role.js'
import type { ListedFile } from '../../../src/data/inbox/source.js'
import { toError } from '../../../src/lib/errors.js'
import { sha256, sha256OfFile } from '../../../src/lib/hash.js'
import { type ReceivedFile, receivedFiles } from '../../../src/store/received-files.js'
import { isMachineError } from './file-error.js'
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
    const file = await claimOrPutAside(pass, log, listed)
    if (!file) continue
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

const LARGEST_MEGABYTES = 2048
const MEGABYTE = 2 ** 20

/** A copy of the file; one that is too large or cannot be copied now is put aside, and the others go on. */
async function claimOrPutAside(
  pass: InboxPass,
  log: FileLog,
  listed: ListedFile,
): Promise<ClaimedFile | undefined> {
  const { maxFileMegabytes = LARGEST_MEGABYTES } = pass
  const role = roleOf(listed.name)
  if (listed.bytes > maxFileMegabytes * MEGABYTE) {
    await log.record(
      { ...listed, role, path: '', sha256: unreadHash(listed) },
      'rejected',
      tooLarge(listed, maxFileMegabytes),
    )
    return undefined
  }
  try {
    const file = await claim(pass, listed)
    if (!file) log.later({ name: listed.name, role }, 'it is still being written')
    return file
  } catch (thrown) {
    const isOurs = isMachineError(thrown) && !isForbidden(thrown)
    if (isOurs || pass.session.signal.aborted) throw thrown
    log.later({ name: listed.name, role }, `it cannot be read now: ${toError(thrown).message}`)
    return undefined
  }
}

function isForbidden(thrown: unknown): boolean {
  const { code } = toError(thrown) as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
}

/** Stands for the bytes of a file that was not read. */
function unreadHash({ name, bytes, modifiedAt }: ListedFile): string {
  return sha256(`unread ${name} ${bytes} ${modifiedAt?.getTime() ?? ''}`)
}

function tooLarge({ bytes }: ListedFile, megabytes: number): string {
  return (
    `it has ${Math.ceil(bytes / MEGABYTE)} MB, more than the ${megabytes} of inbox.maxFileMegabytes: it was not read; ` +
    'send daily files, or ingest it once by residua ingest'
  )
}

/** A copy of the file; undefined while it is still being written. */
async function claim(
  { source, folder }: InboxPass,
  listed: ListedFile,
): Promise<ClaimedFile | undefined> {
  const path = join(folder, listed.name)
  if (!(await source.fetch(listed, path))) return undefined
  return { ...listed, role: roleOf(listed.name), path, sha256: await sha256OfFile(path) }
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
