import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnMapping } from './columns/mapping.js'

export type FileRole =
  | 'prices'
  | 'membership'
  | 'sectors'
  | 'characteristics'
  | 'renames'
  | 'factors'

/** A file of a dataset, identified by the hash of its bytes, its role and the mapping. */
export interface DataSource {
  readonly file: string
  readonly role: FileRole
  readonly sha256: string
  readonly mapping: ColumnMapping
  /** How it was read, where it was read otherwise than by default. */
  readonly format?: FileFormat
}

/** What a caller says about files that can be read in more than one way. */
export interface FileFormat {
  /** Price files without a column of symbols have one column of closes for each symbol. */
  readonly wide?: boolean
  /** The symbol of a price file without one is its name. */
  readonly symbolFromName?: boolean
  /** Format of dates as of `strptime`, e.g. `%d/%m/%Y`. */
  readonly dateFormat?: string
  readonly decimal?: '.' | ','
}

export type ProgressStage = 'verify' | 'read' | 'inspect' | 'write'
export type OnProgress = (progress: { stage: ProgressStage; fraction: number }) => void

/** Connection and settings that all readers of one ingest share. */
export interface ReadContext {
  readonly connection: DuckDBConnection
  readonly mapping: ColumnMapping
  readonly format: FileFormat
  readonly today: string
  readonly onProgress?: OnProgress
}
