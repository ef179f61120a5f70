import type { DuckDBConnection } from '@duckdb/node-api'
import { at, first } from '../../lib/at.js'
import { UserError } from '../../lib/errors.js'
import { identifier, parquetTable, rowsOf } from '../duckdb.js'
import type { Column, OpenFile } from './columns.js'
import type { ProbedFile } from './probe.js'
import { recordsOf } from './records.js'
import { problemOf } from './rules.js'

/** Throws for the first bad record of a CSV file; returns if there is none. */
export async function explainText(
  { file, names }: OpenFile,
  columns: readonly Column[],
  today: string,
): Promise<void> {
  for await (const record of recordsOf(file)) {
    assertWidth(file, names, record)
    assertFields(file, record, columns, today)
  }
}

/** Throws for the first bad cell of a record. */
function assertFields(
  file: ProbedFile,
  { line, fields }: { readonly line: number; readonly fields: readonly string[] },
  columns: readonly Column[],
  today: string,
): void {
  for (const { kind, index, source } of columns) {
    if (index < 0) continue
    const text = at(fields, index)
    const problem = problemOf(kind, text, today)
    if (problem) throw cellError(file, line, source, text, problem)
  }
}

/** Throws unless a record has as many fields as the header. */
export function assertWidth(
  file: ProbedFile,
  names: readonly string[],
  record: { line: number; fields: readonly string[]; unterminated: boolean },
): void {
  if (record.unterminated) {
    throw new UserError(
      `${placeText(file, record.line)}: a quote (") is opened and never closed; close it`,
    )
  }
  const [found, wanted] = [record.fields.length, names.length]
  if (found === wanted) return
  const shown = JSON.stringify(record.fields.join(',').slice(0, 60))
  throw new UserError(
    `${placeText(file, record.line)} has ${found} fields where the header has ${wanted}: ${shown}; ` +
      'separate fields by commas and quote text that holds a comma',
  )
}

/** Throws for the first row of a file that DuckDB flagged and the text does not explain. */
export async function explainRow(
  connection: DuckDBConnection,
  { table, before }: { readonly table: string; readonly before: number },
  { file, names }: OpenFile,
  columns: readonly Column[],
  today: string,
): Promise<never> {
  const [rowId] = first(
    await rowsOf(connection, `select min(rowid) from ${table} where bad and rowid >= ${before}`),
  )
  const row = Number(rowId) - before + 1
  if (file.format === 'parquet') {
    const fields = await parquetRow(connection, { file, names }, row)
    assertFields(file, { line: row, fields: fields.map(cellText) }, columns, today)
  }
  throw new UserError(`${file.path}: data row ${row} cannot be read; correct or remove it`)
}

async function parquetRow(
  connection: DuckDBConnection,
  { file, names }: Pick<OpenFile, 'file' | 'names'>,
  row: number,
) {
  const list = names.map((name) => `${identifier(name)}::varchar`).join(', ')
  return first(
    await rowsOf(
      connection,
      `select ${list} from ${parquetTable(file.path)} limit 1 offset ${row - 1}`,
    ),
  )
}

/** A Parquet cell as it would be in a CSV: a timestamp at midnight is a date. */
export function cellText(value: string | number | null): string {
  return String(value ?? '').replace(/^(\d{4}-\d{2}-\d{2}) 00:00:00(\+00)?$/, '$1')
}

/** `file line 7, column close: "abc" is text instead of a price; remedy`. */
export function cellError(
  file: ProbedFile,
  line: number,
  column: string,
  text: string,
  { problem, remedy }: { problem: string; remedy: string },
): UserError {
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
  return new UserError(
    `${placeText(file, line)}, column ${column}: ${shown} is ${problem}; ${remedy}`,
  )
}

/** `prices.csv line 7`, or `row 6` of a Parquet file. */
export function placeText(file: ProbedFile, line: number): string {
  return `${file.path} ${file.format === 'csv' ? 'line' : 'row'} ${line}`
}
