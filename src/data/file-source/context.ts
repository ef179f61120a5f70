import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnMapping } from './columns.js'

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
}

export type ProgressStage = 'verify' | 'read' | 'inspect' | 'write'
export type OnProgress = (progress: { stage: ProgressStage; fraction: number }) => void

/** Connection and settings that all readers of one ingest share. */
export interface ReadContext {
  readonly connection: DuckDBConnection
  readonly mapping: ColumnMapping
  readonly today: string
  readonly onProgress?: OnProgress
}
