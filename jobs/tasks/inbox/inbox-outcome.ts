import type { FileRole } from '../../../src/data/file-source/context.js'
import type { FileOutcome } from '../../../src/store/received-files.js'

/** How a new file of the inbox was handled. */
export interface InboxFile {
  readonly name: string
  readonly role: FileRole
  /** Its last date; null where it has none, or was not read. */
  readonly date: string | null
  /** `growing`: it is still being written or cannot be read now, and is tried again. */
  readonly outcome: FileOutcome | 'growing'
  readonly reason: string | null
  readonly addedRows: number
}

/** How the files of one pass over the inbox were handled. */
export interface InboxOutcome {
  readonly dataset: string
  readonly files: readonly InboxFile[]
  /** How many files an earlier pass had handled. */
  readonly known: number
  /** Last date of the data, and the session after it. */
  readonly lastDate: string
  readonly nextDate: string
  /** The first date of the past that was changed. */
  readonly restatedFrom: string | null
}
