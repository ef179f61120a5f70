import type { Generated } from 'kysely'

/** A content whose arrays lie in a Parquet file instead of the day tables. */
export interface ArchivedContentTable {
  content_id: number
  /** As it was named on the machine that archived it. */
  folder: string
  file: string
  bytes: number
  sha256: string
  row_count: number
  archived_at: Generated<Date>
  /** Since when its arrays are in the day tables again, where they are read first; null while they are not. */
  restored_at: Generated<Date | null>
}

/** A file of the archive that no content needs any more. */
export interface UnusedArchiveFileTable {
  content_id: number
  folder: string
  file: string
}
