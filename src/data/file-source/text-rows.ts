import type { DuckDBConnection } from '@duckdb/node-api'
import { UserError } from '../../lib/errors.js'
import { identifier, rowsOf } from '../duckdb.js'
import type { Column, OpenFile } from './columns.js'
import { assertWidth, cellText } from './explain.js'
import { recordsOf } from './records.js'
import { scanOf } from './scan.js'

/** A row of a small file as text, by our column names; '' for an empty cell. */
export interface TextRow {
  /** Line of the text, or row of the Parquet file. */
  readonly line: number
  readonly values: Readonly<Record<string, string>>
}

/** All rows of a small file. */
export async function textRows(
  connection: DuckDBConnection,
  opened: OpenFile,
  columns: readonly Column[],
): Promise<TextRow[]> {
  const records =
    opened.file.format === 'parquet' ? await parquetRows(connection, opened) : csvRows(opened)
  const rows: TextRow[] = []
  for await (const { line, fields } of records) {
    const cells = columns.map(({ name, index }) => [name, fields[index] ?? ''])
    rows.push({ line, values: Object.fromEntries(cells) })
  }
  if (rows.length > 0) return rows
  throw new UserError(`${opened.file.path} has no rows after its header; it needs at least one`)
}

interface Fields {
  readonly line: number
  readonly fields: readonly string[]
}

async function parquetRows(
  connection: DuckDBConnection,
  { file, names }: OpenFile,
): Promise<Fields[]> {
  const list = names.map((name) => `${identifier(name)}::varchar`).join(', ')
  const rows = await rowsOf(connection, `select ${list} from ${scanOf(file, [])}`)
  return rows.map((row, k) => ({ line: k + 1, fields: row.map(cellText) }))
}

async function* csvRows({ file, names }: OpenFile): AsyncGenerator<Fields> {
  for await (const record of recordsOf(file)) {
    assertWidth(file, names, record)
    yield { line: record.line, fields: record.fields.map((field) => field.trim()) }
  }
}
