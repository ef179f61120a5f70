import { type Kysely, sql } from 'kysely'
import type { Database } from './tables/index.js'
import type { ReceivedFileTable } from './tables/received-file.js'

export type FileOutcome = ReceivedFileTable['outcome']

/** A file that was received for a dataset, and the decision on it. */
export interface ReceivedFile {
  readonly name: string
  readonly sha256: string
  readonly bytes: number
  /** When it was last written, according to its source. */
  readonly modifiedAt: Date | null
  /** What it holds: `prices`, `membership`, … */
  readonly role: string
  /** Its last date; null where it has none, or cannot be read. */
  readonly date: string | null
  readonly outcome: FileOutcome
  readonly reason: string | null
  readonly addedRows: number
  /** The version of the dataset that it made. */
  readonly datasetVersionId: number | null
  /** Where the copy of a rejected file lies. */
  readonly keptAt: string | null
}

export interface StoredReceivedFile extends ReceivedFile {
  readonly dataset: string
  readonly seenAt: Date
  readonly decidedAt: Date
}

const COLUMNS = [
  'name',
  'sha256',
  'bytes',
  'modified_at as modifiedAt',
  'role',
  'date',
  'outcome',
  'reason',
  'added_rows as addedRows',
  'dataset_version_id as datasetVersionId',
  'kept_at as keptAt',
] as const

/** The files received for a dataset so far. */
export function receivedFiles(db: Kysely<Database>, datasetId: number): Promise<ReceivedFile[]> {
  return db
    .selectFrom('received_file')
    .select(COLUMNS)
    .where('dataset_id', '=', datasetId)
    .orderBy('id')
    .execute()
}

/** The files received last, newest first. */
export function lastReceived(
  db: Kysely<Database>,
  { datasetId, first }: { datasetId?: number; first: number },
): Promise<StoredReceivedFile[]> {
  return db
    .selectFrom('received_file')
    .innerJoin('dataset', 'dataset.id', 'received_file.dataset_id')
    .select([
      ...COLUMNS.map((column) => (column === 'name' ? ('received_file.name' as const) : column)),
      'dataset.name as dataset',
      'seen_at as seenAt',
      'decided_at as decidedAt',
    ])
    .$if(datasetId !== undefined, (q) => q.where('dataset_id', '=', datasetId as number))
    .orderBy('decided_at', 'desc')
    .orderBy('received_file.id', 'desc')
    .limit(first)
    .execute()
}

/** Stores the decision on a file; on one that waited, the decision since. */
export async function recordReceived(
  db: Kysely<Database>,
  datasetId: number,
  file: ReceivedFile,
): Promise<void> {
  const row = {
    bytes: file.bytes,
    modified_at: file.modifiedAt,
    role: file.role,
    date: file.date,
    outcome: file.outcome,
    reason: file.reason,
    added_rows: file.addedRows,
    dataset_version_id: file.datasetVersionId,
    kept_at: file.keptAt,
  }
  const { name, sha256 } = file
  await db
    .insertInto('received_file')
    .values({ dataset_id: datasetId, name, sha256, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['dataset_id', 'name', 'sha256'])
        .doUpdateSet({ ...row, decided_at: sql<Date>`now()` }),
    )
    .execute()
}

/** Deletes the record of a rejected file, so that it is read again; answers how many there were. */
export async function forgetRejected(
  db: Kysely<Database>,
  datasetId: number,
  name: string,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('received_file')
    .where('dataset_id', '=', datasetId)
    .where('name', '=', name)
    .where('outcome', '=', 'rejected')
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
