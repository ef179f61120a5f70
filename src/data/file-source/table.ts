import type { DuckDBConnection } from '@duckdb/node-api'
import { first } from '../../lib/at.js'
import { toError, UserError } from '../../lib/errors.js'
import { rowsOf } from '../duckdb.js'
import type { ProbedFile } from './bytes/probe.js'
import type { Column, OpenFile } from './columns/column.js'
import { acceptsType, typeWanted } from './columns/expressions.js'
import { explainRow, explainText } from './explain.js'
import { type NormalisedSymbol, normaliseSymbols } from './normalise-symbols.js'
import { scanOf, selectOf } from './scan.js'

export interface LoadedRows {
  readonly count: number
  /** Symbols that were written otherwise than they are stored. */
  readonly normalised: readonly NormalisedSymbol[]
}

/**
 * Appends the file's rows to `table`, typed, in the order of the file, with `ROW_NOTES`. The first bad
 * cell of the file is an error that names it; the rows of `table` must not be used then.
 */
export async function loadRows(
  connection: DuckDBConnection,
  table: string,
  opened: OpenFile,
  columns: readonly Column[],
): Promise<LoadedRows> {
  assertTypes(opened, columns)
  if (opened.lines.footer !== undefined) await explainText(opened, columns)
  const before = await countRows(connection, table)
  await runOnFile(connection, opened, columns, (source) => {
    return `insert into ${table} ${selectOf(opened, columns, source)}`
  })
  const hasSymbols = columns.some(({ kind }) => kind === 'symbol')
  const normalised = hasSymbols ? await normaliseSymbols(connection, table, before) : []
  const rows = { table, before }
  await assertGood(connection, rows, opened, columns)
  return { count: (await countRows(connection, table)) - before, normalised }
}

/** Throws for the first bad row from `before` on, or if there is no row. */
async function assertGood(
  connection: DuckDBConnection,
  rows: { readonly table: string; readonly before: number },
  opened: OpenFile,
  columns: readonly Column[],
): Promise<void> {
  const counted = first(
    await rowsOf(
      connection,
      `select count(*), count(*) filter (bad) from ${rows.table} where rowid >= ${rows.before}`,
    ),
  )
  const [count = 0, bad = 0] = counted.map(Number)
  if (count === 0) throw noRows(opened.file)
  if (bad === 0) return
  if (opened.file.format === 'csv') await explainText(opened, columns)
  await explainRow(connection, rows, opened, columns)
}

export function noRows({ path }: ProbedFile): UserError {
  return new UserError(`${path} has no rows after its header; it needs at least one`)
}

/** Runs a statement that reads the file; what DuckDB cannot read is explained by line and remedy. */
export async function runOnFile(
  connection: DuckDBConnection,
  opened: OpenFile,
  columns: readonly Column[],
  statement: (source: string) => string,
): Promise<void> {
  try {
    await connection.run(statement(scanOf(opened)))
  } catch (thrown) {
    if (opened.file.format === 'parquet') throw unreadableParquet(opened.file, thrown)
    await explainText(opened, columns)
    if (!isMixedLineEnds(thrown)) throw unreadable(opened.file, thrown)
    await connection.run(statement(scanOf(opened, { strict: false })))
  }
}

async function countRows(connection: DuckDBConnection, table: string): Promise<number> {
  const [count] = first(await rowsOf(connection, `select count(*) from ${table}`))
  return Number(count)
}

export function assertTypes({ file, types }: OpenFile, columns: readonly Column[]): void {
  for (const { kind, index, source } of columns) {
    const type = types[index]
    if (type === undefined || acceptsType(kind, type)) continue
    throw new UserError(
      `${file.path}, column ${source}: its type is ${type}; write it as ${typeWanted(kind)}`,
    )
  }
}

function isMixedLineEnds(thrown: unknown): boolean {
  return toError(thrown).message.includes('invalid state')
}

function unreadable(file: ProbedFile, thrown: unknown): UserError {
  const [line] = toError(thrown).message.split('\n')
  return new UserError(`${file.path} cannot be read as CSV: ${line}; correct the file`, {
    cause: thrown,
  })
}

export function unreadableParquet(file: ProbedFile, thrown: unknown): UserError {
  const [line] = toError(thrown).message.split('\n')
  return new UserError(`${file.path} is not a readable Parquet file (${line}); write it again`, {
    cause: thrown,
  })
}
