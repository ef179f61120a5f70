import type { DuckDBConnection } from '@duckdb/node-api'
import { at, first } from '../../lib/at.js'
import { UserError } from '../../lib/errors.js'
import { identifier, parquetTable, rowsOf } from '../duckdb.js'
import type { Problem } from '../problem.js'
import type { ProbedFile } from './bytes/probe.js'
import { recordsOf } from './bytes/records.js'
import { problemOf } from './columns/cell-problem.js'
import type { Column, OpenFile } from './columns/column.js'
import { dateFormatFlag } from './columns/date-guess.js'

/** Throws for the first bad record of a CSV file; returns if there is none. */
export async function explainText(opened: OpenFile, columns: readonly Column[]): Promise<void> {
  for await (const record of recordsOf(opened.file, opened.lines)) {
    assertWidth(opened.file, opened.names, record)
    const found = badCell(opened, record.fields, columns)
    if (found) throw await textError(opened, record.line, found)
  }
}

interface BadCell {
  readonly column: Column
  readonly text: string
  readonly problem: Problem
}

function badCell(
  { cells }: OpenFile,
  fields: readonly string[],
  columns: readonly Column[],
): BadCell | null {
  for (const column of columns) {
    if (column.index < 0) continue
    const text = at(fields, column.index)
    const problem = problemOf(column.kind, text, cells)
    if (problem) return { column, text, problem }
  }
  return null
}

/** A date in a format that all dates of the file have is named with the flag that reads it. */
async function textError(
  opened: OpenFile,
  line: number,
  { column, text, problem }: BadCell,
): Promise<UserError> {
  const { file, lines } = opened
  if (column.kind !== 'date') return cellError(file, line, column.source, text, problem)
  const texts = new Set<string>()
  for await (const { fields } of recordsOf(file, lines)) texts.add(fields[column.index] ?? '')
  const remedy = dateFormatFlag([...texts]) ?? problem.remedy
  return cellError(file, line, column.source, text, { ...problem, remedy })
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
  const remedy =
    found === 1
      ? `remove the line where it is no data: sed -i ${record.line}d '${file.path}'`
      : 'separate fields by commas and quote text that holds a comma'
  throw new UserError(
    `${placeText(file, record.line)} has ${found} fields where the header has ${wanted}: ${shown}; ${remedy}`,
  )
}

/** Throws for the first row of a file that DuckDB flagged and the text does not explain. */
export async function explainRow(
  connection: DuckDBConnection,
  { table, before }: { readonly table: string; readonly before: number },
  opened: OpenFile,
  columns: readonly Column[],
): Promise<never> {
  const { file } = opened
  const [rowId] = first(
    await rowsOf(connection, `select min(rowid) from ${table} where bad and rowid >= ${before}`),
  )
  const row = Number(rowId) - before + 1
  if (file.format === 'parquet') await explainParquetRow(connection, opened, columns, row)
  throw new UserError(`${file.path}: data row ${row} cannot be read; correct or remove it`)
}

export async function explainParquetRow(
  connection: DuckDBConnection,
  opened: OpenFile,
  columns: readonly Column[],
  row: number,
): Promise<void> {
  const fields = await parquetRow(connection, opened, row)
  const found = badCell(opened, fields.map(cellText), columns)
  if (!found) return
  const { column, text, problem } = found
  throw cellError(opened.file, row, column.source, text, problem)
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
  { problem, remedy }: Problem,
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
