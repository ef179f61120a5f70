import type { ProbedFile } from '../bytes/probe.js'
import type { CsvLines } from '../bytes/records.js'
import type { CellFormat, ColumnKind } from './kinds.js'

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** Position in the file, counted from 0; −1 where the file lacks it. */
  readonly index: number
  /** Name in the file. */
  readonly source: string
  /** The value of all rows, where the file lacks the column. */
  readonly constant?: string
}

/** A column that holds one field of one symbol. */
export interface SeriesColumn {
  readonly index: number
  /** Our name of the field; null for one that is not read, as dividends. */
  readonly field: string | null
  readonly symbol: string
}

/** A file whose columns are known by name (and, for Parquet, by type). */
export interface OpenFile {
  readonly file: ProbedFile
  readonly names: readonly string[]
  /** DuckDB types; empty for CSV. */
  readonly types: readonly string[]
  /** How the text is divided and its cells are written. */
  readonly lines: CsvLines
  readonly cells: CellFormat
  /** Field and symbol of each column, where the names give both. */
  readonly series?: readonly SeriesColumn[]
}

export const PRICE_COLUMNS: Readonly<Record<string, ColumnKind>> = {
  date: 'date',
  symbol: 'symbol',
  open: 'quote',
  high: 'quote',
  low: 'quote',
  close: 'price',
  adj_close: 'price',
  volume: 'quantity',
}

/** Fama-French factors, in the order in which a model takes the first K of them. */
export const FACTOR_NAMES = ['Mkt-RF', 'SMB', 'HML', 'RMW', 'CMA', 'Mom'] as const

/** The name that a file gives to one of our columns. */
export function sourceNameOf(columns: readonly Column[], name: string): string {
  return columns.find((column) => column.name === name)?.source ?? name
}
