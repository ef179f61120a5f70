import type { DuckDBConnection } from '@duckdb/node-api'
import { identifier, rowsOf } from '../duckdb.js'
import { normalSymbol, symbolProblem } from '../symbols.js'
import { recordsOf } from './bytes/records.js'
import type { Column, OpenFile } from './columns/column.js'
import { isoDateOf } from './columns/dates.js'
import { assertWidth, cellError, cellText } from './explain.js'
import { scanOf } from './scan.js'
import { noRows } from './table.js'

/** A row of a small file as text, by our column names; '' for an empty cell. */
export interface TextRow {
  /** Line of the text, or row of the Parquet file. */
  readonly line: number
  readonly values: Readonly<Record<string, string>>
}

/** All rows of a small file: dates as ISO where they are dates, symbols and labels as they are stored. */
export async function textRows(
  connection: DuckDBConnection,
  opened: OpenFile,
  columns: readonly Column[],
): Promise<TextRow[]> {
  const records =
    opened.file.format === 'parquet' ? await parquetRows(connection, opened) : csvRows(opened)
  const rows: TextRow[] = []
  for await (const { line, fields } of records) {
    const cells = columns.map((column) => [
      column.name,
      cellValue(opened, column, { line, text: fields[column.index] ?? '' }),
    ])
    rows.push({ line, values: Object.fromEntries(cells) })
  }
  if (rows.length > 0) return rows
  throw noRows(opened.file)
}

function cellValue(
  { file, cells }: OpenFile,
  { kind, source }: Column,
  { line, text }: { readonly line: number; readonly text: string },
): string {
  if (kind === 'date') return isoDateOf(text, cells) ?? text
  const value = normalSymbol(text)
  const problem = kind === 'symbol' && value !== '' ? symbolProblem(value) : null
  if (problem) throw cellError(file, line, source, text, problem)
  return value
}

interface Fields {
  readonly line: number
  readonly fields: readonly string[]
}

async function parquetRows(connection: DuckDBConnection, opened: OpenFile): Promise<Fields[]> {
  const list = opened.names.map((name) => `${identifier(name)}::varchar`).join(', ')
  const rows = await rowsOf(connection, `select ${list} from ${scanOf(opened)}`)
  return rows.map((row, k) => ({ line: k + 1, fields: row.map(cellText) }))
}

async function* csvRows({ file, names, lines }: OpenFile): AsyncGenerator<Fields> {
  for await (const record of recordsOf(file, lines)) {
    assertWidth(file, names, record)
    yield { line: record.line, fields: record.fields.map((field) => field.trim()) }
  }
}
