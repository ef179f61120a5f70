import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readManifest } from '../../../src/data/dataset/folder.js'
import type { ColumnMapping } from '../../../src/data/file-source/columns.js'
import type { FileRole } from '../../../src/data/file-source/context.js'
import { readFiles } from '../../../src/data/file-source/file-source.js'
import { judge, type Verdict } from '../../../src/data/inbox/judge.js'
import { roleOf } from '../../../src/data/inbox/role.js'
import type { FileSource, ListedFile } from '../../../src/data/inbox/source.js'
import { AbortedError, toError, UserError } from '../../../src/lib/errors.js'
import { sha256 } from '../../../src/lib/hash.js'
import { datasetByName, type StoredDataset } from '../../../src/store/datasets.js'
import { exclusively } from '../../../src/store/exclusive.js'
import {
  type FileOutcome,
  type ReceivedFile,
  receivedFiles,
  recordReceived,
} from '../../../src/store/received-files.js'
import type { Session } from '../../session/session.js'
import { type IngestOutcome, ingest } from './ingest.js'
import { keepAside } from './keep-aside.js'

export interface InboxOptions {
  readonly source: FileSource
  /** The default dataset where none is named. */
  readonly dataset?: string
  /** Files of later dates wait: the date of the tick that this is done for. */
  readonly date?: string
  /** Share of the symbols priced last that a file of a new date must price. */
  readonly minCoverage?: number
  readonly mapping?: ColumnMapping
}

/** What became of a file that was not dealt with before. */
export interface InboxFile {
  readonly name: string
  readonly role: FileRole
  /** Its last date; null where it has none, or was not read. */
  readonly date: string | null
  /** `growing`: still being written, and so not read. */
  readonly outcome: FileOutcome | 'growing'
  readonly reason: string | null
  readonly addedRows: number
}

export interface InboxOutcome {
  readonly dataset: string
  readonly files: readonly InboxFile[]
  /** Files that were dealt with before. */
  readonly known: number
  /** Last date of the data, and the session after it. */
  readonly lastDate: string
  readonly nextDate: string
  /** The first date of the past that was changed. */
  readonly restatedFrom: string | null
}

/** A private copy of a file that came whole. */
interface Claimed extends ListedFile {
  readonly role: FileRole
  readonly path: string
  readonly sha256: string
}

interface Candidate extends Claimed {
  readonly date: string
}

/**
 * Takes in what lies in a watched place, in the order of the files' dates, each at most once: a file
 * goes in whole from a copy of our own, waits for its turn, or is put aside with the reason.
 */
export async function ingestInbox(session: Session, options: InboxOptions): Promise<InboxOutcome> {
  const { id } = await datasetByName(session.db, options.dataset)
  return exclusively(session.pool, 'residua inbox', id, () => takeIn(session, options))
}

async function takeIn(session: Session, options: InboxOptions): Promise<InboxOutcome> {
  const dataset = await datasetByName(session.db, options.dataset)
  const folder = join(session.config.home, 'inbox', `${process.pid}-${randomUUID()}`)
  await mkdir(folder, { recursive: true })
  const inbox = new Inbox(session, { ...options, dataset, folder })
  try {
    const known = await inbox.claim()
    await inbox.work()
    const after = await datasetByName(session.db, dataset.name)
    const { lastDate, nextDate } = after
    const { files, restatedFrom } = inbox
    return { dataset: dataset.name, files, known, lastDate, nextDate, restatedFrom }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface InboxContext extends Omit<InboxOptions, 'dataset'> {
  readonly dataset: StoredDataset
  /** Where our copies lie. */
  readonly folder: string
}

/** The files of one look into the place. */
class Inbox {
  readonly files: InboxFile[] = []
  restatedFrom: string | null = null
  #prices: Claimed[] = []
  /** Files that go in with the next price file. */
  #beside: Claimed[] = []

  constructor(
    readonly session: Session,
    readonly context: InboxContext,
  ) {}

  /** Copies what is new; answers how many files were dealt with before. */
  async claim(): Promise<number> {
    const { db } = this.session
    const { source, dataset, folder } = this.context
    const received = await receivedFiles(db, dataset.id)
    const settled = received.filter(({ outcome }) => outcome !== 'waiting')
    let known = 0
    for (const listed of await source.list()) {
      this.#assertGoesOn()
      if (settled.some((file) => isUntouched(file, listed))) {
        known++
        continue
      }
      const role = roleOf(listed.name)
      const path = join(folder, listed.name)
      if (!(await source.fetch(listed, path))) {
        this.#say({ name: listed.name, role, date: null }, 'growing', 'it is still being written')
        continue
      }
      const claimed: Claimed = { ...listed, role, path, sha256: sha256(await readFile(path)) }
      const before = settled.find((file) => file.sha256 === claimed.sha256)
      if (before) {
        if (before.name !== claimed.name) {
          await this.#record(claimed, 'repeated', `it has the bytes of ${before.name}`)
        } else known++
        continue
      }
      if (role === 'prices') this.#prices.push(claimed)
      else this.#beside.push(claimed)
    }
    return known
  }

  /** Takes files in as long as one of them may go in. */
  async work(): Promise<void> {
    let candidates = await this.#dated()
    for (let again = true; again; ) {
      again = false
      for (const candidate of candidates) {
        this.#assertGoesOn()
        const verdict = await this.#verdict(candidate)
        if (verdict.kind === 'waiting') continue
        candidates = candidates.filter((other) => other !== candidate)
        again = true
        if (verdict.kind === 'go') await this.#ingest(candidate)
        else await this.#reject(candidate, verdict.reason)
        break
      }
    }
    for (const candidate of candidates) {
      const verdict = await this.#verdict(candidate)
      await this.#record(candidate, 'waiting', 'reason' in verdict ? verdict.reason : null)
    }
    for (const file of this.#beside) {
      await this.#record(file, 'waiting', 'it goes in with the next price file')
    }
  }

  /** Price files that can be read, by date. */
  async #dated(): Promise<Candidate[]> {
    const candidates: Candidate[] = []
    for (const file of this.#prices) {
      const date = await this.#guarded(file, async () => {
        await using market = await readFiles({ files: [file.path], ...this.#reading() })
        return market.prices.dates[market.prices.dates.length - 1]
      })
      if (date !== undefined) candidates.push({ ...file, date })
    }
    const time = ({ modifiedAt }: Candidate) => modifiedAt?.getTime() ?? 0
    return candidates.sort(
      (a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0) || time(a) - time(b),
    )
  }

  async #verdict(candidate: Candidate): Promise<Verdict> {
    const { date, minCoverage } = this.context
    if (date !== undefined && candidate.date > date) {
      const reason = `it is of ${candidate.date}, and this is done for ${date}`
      return { kind: 'waiting', reason }
    }
    const { path: folder } = await this.#dataset()
    const manifest = await readManifest(folder)
    const [renames] = this.#beside.filter(({ role }) => role === 'renames')
    try {
      await using market = await readFiles({
        files: [candidate.path],
        renames: renames?.path,
        knownRenames: manifest.renames,
        ...this.#reading(),
      })
      return await judge(market.prices, { folder, manifest }, { minCoverage })
    } catch (thrown) {
      return { kind: 'rejected', reason: this.#reasonOf(thrown) }
    }
  }

  async #ingest(file: Candidate): Promise<void> {
    const beside = new Map(
      this.#beside.map((one) => [one.role, one]).reverse() as [FileRole, Claimed][],
    )
    const { name, path: folder } = await this.#dataset()
    const held = (await readManifest(folder)).sources.some(
      (source) => source.sha256 === file.sha256,
    )
    const pathOf = (role: FileRole) => beside.get(role)?.path
    let outcome: IngestOutcome
    try {
      outcome = await ingest(this.session, {
        name,
        files: [file.path],
        membership: pathOf('membership'),
        sectors: pathOf('sectors'),
        characteristics: pathOf('characteristics'),
        renames: pathOf('renames'),
        factors: pathOf('factors'),
        daily: true,
        ...this.#reading(),
      })
    } catch (thrown) {
      const reason = this.#reasonOf(thrown)
      const bad = [...beside.values()].find((one) => toError(thrown).message.includes(one.path))
      if (!bad) return await this.#reject(file, reason)
      await this.#reject(bad, reason)
      this.#beside = this.#beside.filter((one) => one !== bad)
      return await this.#ingest(file)
    }
    const { restatement, addedRows, registered, unchanged } = outcome
    const made = { addedRows, datasetVersionId: unchanged ? null : registered.versionId }
    if (restatement && (this.restatedFrom === null || restatement.date < this.restatedFrom)) {
      this.restatedFrom = restatement.date
    }
    for (const one of beside.values()) await this.#record(one, 'ingested', null, made)
    this.#beside = this.#beside.filter((one) => beside.get(one.role) !== one)
    if (restatement) {
      const { symbol, date, message } = restatement
      return await this.#record(file, 'restated', `${symbol} ${date}: ${message}`, made)
    }
    // Bytes that went in just before a process ended are only noted now.
    if (!unchanged || held) return await this.#record(file, 'ingested', null, made)
    await this.#record(file, 'repeated', 'it says nothing new')
  }

  #dataset(): Promise<StoredDataset> {
    return datasetByName(this.session.db, this.context.dataset.name)
  }

  #reading() {
    const { mapping } = this.context
    return { mapping }
  }

  /** What `work` says of a file; where it throws for the file's sake, the file is rejected. */
  async #guarded<T>(file: Claimed, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (thrown) {
      await this.#reject(file, this.#reasonOf(thrown))
      return undefined
    }
  }

  /** What is wrong with a file, in words; what is wrong with the machine is thrown on. */
  #reasonOf(thrown: unknown): string {
    if (!(thrown instanceof UserError) || isOfTheMachine(thrown)) throw thrown
    return thrown.message.replaceAll(`${this.context.folder}/`, '')
  }

  async #reject(file: Claimed & { readonly date?: string }, reason: string): Promise<void> {
    const { config } = this.session
    const keptAt = await keepAside(config.home, {
      ...file,
      dataset: this.context.dataset.name,
      reason,
    })
    await this.#record(file, 'rejected', reason, { keptAt })
  }

  async #record(
    file: Claimed & { readonly date?: string },
    outcome: FileOutcome,
    reason: string | null,
    made: Partial<ReceivedFile> = {},
  ): Promise<void> {
    const { name, bytes, modifiedAt, role } = file
    const none = { addedRows: 0, datasetVersionId: null, keptAt: null }
    const date = file.date ?? null
    const row = {
      name,
      sha256: file.sha256,
      bytes,
      modifiedAt,
      role,
      date,
      outcome,
      reason,
      ...none,
      ...made,
    }
    await recordReceived(this.session.db, this.context.dataset.id, row)
    this.#say({ name, role, date }, outcome, reason, row.addedRows)
  }

  #say(
    { name, role, date }: Pick<InboxFile, 'name' | 'role' | 'date'>,
    outcome: InboxFile['outcome'],
    reason: string | null,
    addedRows = 0,
  ): void {
    this.files.push({ name, role, date, outcome, reason, addedRows })
  }

  #assertGoesOn(): void {
    if (this.session.signal.aborted) throw new AbortedError('stopped; running it again is safe')
  }
}

/** The same file as when it was dealt with, by what its place says of it. */
function isUntouched(file: ReceivedFile, { name, bytes, modifiedAt }: ListedFile): boolean {
  return (
    file.name === name &&
    file.bytes === bytes &&
    file.modifiedAt !== null &&
    file.modifiedAt.getTime() === modifiedAt?.getTime()
  )
}

const OF_THE_MACHINE = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EMFILE', 'ENFILE', 'EIO']

/** A full disk says nothing about the file that met it. */
function isOfTheMachine(error: UserError): boolean {
  const { cause } = error
  if (!(cause instanceof Error)) return false
  const code = 'code' in cause ? String(cause.code) : ''
  return OF_THE_MACHINE.includes(code) || /no space left|disk quota/i.test(cause.message)
}
