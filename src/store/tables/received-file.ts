import type { Generated } from 'kysely'

/** A file that was received for a dataset, and the decision on it. */
export interface ReceivedFileTable {
  id: Generated<number>
  dataset_id: number
  name: string
  sha256: string
  bytes: number
  /** When it was last written, according to its source. */
  modified_at: Date | null
  /** What it holds: `prices`, `membership`, … */
  role: string
  /** Its last date; null where it has none, or cannot be read. */
  date: string | null
  outcome: 'ingested' | 'restated' | 'repeated' | 'waiting' | 'rejected'
  reason: string | null
  added_rows: Generated<number>
  /** The version of the dataset that it made. */
  dataset_version_id: number | null
  /** Where the copy of a rejected file lies. */
  kept_at: string | null
  seen_at: Generated<Date>
  decided_at: Generated<Date>
}
