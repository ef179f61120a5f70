import type { Generated, JSONColumnType } from 'kysely'

/** The immutable content of a dataset at one ingest. */
export interface DatasetVersionTable {
  id: Generated<number>
  dataset_id: number
  /** 1, 2, … along the chain. */
  number: number
  hash: string
  first_date: string
  last_date: string
  next_date: string
  asset_count: number
  row_count: number
  sources: JSONColumnType<readonly { file: string; sha256: string }[]>
  /** Folder of the normalised files. */
  path: string
  /** Whether a row of the version before was changed. */
  restated: Generated<boolean>
  /** The first date that it changed; null where it changed none. */
  restated_from: string | null
  created_at: Generated<Date>
}
