import type { ColumnMapping } from '../../../src/data/file-source/columns/mapping.js'
import type { FileFormat, FileRole } from '../../../src/data/file-source/context.js'
import type { FileSource, ListedFile } from '../../../src/data/inbox/source.js'
import { AbortedError } from '../../../src/lib/errors.js'
import { datasetByName, type StoredDataset } from '../../../src/store/datasets.js'
import type { Session } from '../../session/session.js'

/** One pass over the inbox: what it ingests, into which dataset. */
export interface InboxPass {
  readonly session: Session
  readonly source: FileSource
  /** The dataset as it was when the pass began. */
  readonly dataset: StoredDataset
  /** Folder of our copies of the files. */
  readonly folder: string
  /** Files with later dates wait: the date of the tick. */
  readonly date?: string
  /** Share of the symbols with a price on the last date that a file of a new date must have. */
  readonly minCoverage?: number
  readonly mapping?: ColumnMapping
  readonly format?: FileFormat
  /** Larger files are put aside unread. */
  readonly maxFileMegabytes?: number
}

/** Our copy of a file that was read to its end. */
export interface ClaimedFile extends ListedFile {
  readonly role: FileRole
  readonly path: string
  readonly sha256: string
}

/** A price file and its last date. */
export interface DatedFile extends ClaimedFile {
  readonly date: string
}

/** The dataset as it is now, after what this pass has ingested. */
export function currentDataset({ session, dataset }: InboxPass): Promise<StoredDataset> {
  return datasetByName(session.db, dataset.name)
}

export function assertNotAborted({ session }: Pick<InboxPass, 'session'>): void {
  if (session.signal.aborted) throw new AbortedError('stopped; running it again is safe')
}
