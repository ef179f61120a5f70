import {
  type FileOutcome,
  type ReceivedFile,
  recordReceived,
} from '../../../src/store/received-files.js'
import type { InboxFile } from './inbox-outcome.js'
import { keepRejected } from './keep-rejected.js'
import type { ClaimedFile, DatedFile, InboxPass } from './pass.js'

/** The outcome of each file of a pass, stored in the database. */
export class FileLog {
  readonly files: InboxFile[] = []

  constructor(readonly pass: InboxPass) {}

  /** Notes a file that cannot be read yet; it is not stored, so that the next pass sees it. */
  later({ name, role }: Pick<InboxFile, 'name' | 'role'>, reason: string): void {
    this.files.push({ name, role, date: null, outcome: 'growing', reason, addedRows: 0 })
  }

  /** Stores the outcome of a file. */
  async record(
    file: ClaimedFile & Partial<DatedFile>,
    outcome: FileOutcome,
    reason: string | null,
    made: Partial<ReceivedFile> = {},
  ): Promise<void> {
    const { name, bytes, modifiedAt, role, sha256, date = null } = file
    const nothing = { addedRows: 0, datasetVersionId: null, keptAt: null }
    const base = { name, sha256, bytes, modifiedAt, role, date, outcome, reason }
    const row = { ...base, ...nothing, ...made }
    await recordReceived(this.pass.session.db, this.pass.dataset.id, row)
    this.files.push({ name, role, date, outcome, reason, addedRows: row.addedRows })
  }

  /** Keeps a copy of a rejected file and stores the reason. */
  async reject(file: ClaimedFile & Partial<DatedFile>, reason: string): Promise<void> {
    const { session, dataset } = this.pass
    const keptAt = await keepRejected(session.config.home, {
      ...file,
      dataset: dataset.name,
      reason,
    })
    await this.record(file, 'rejected', reason, { keptAt })
  }
}
