import type { DuckDBConnection } from '@duckdb/node-api'
import { first } from '../../lib/at.js'
import { toError, UserError } from '../../lib/errors.js'
import { rowsOf } from '../duckdb.js'
import { type Column, headerNames, type OpenFile } from './columns.js'
import { explainRow, explainText } from './explain.js'
import type { ProbedFile } from './probe.js'
import { acceptsType, TYPE_WANTED } from './rules.js'
import { scanOf, selectOf } from './scan.js'

export async function openFile(
  connection: DuckDBConnection,
  file: ProbedFile,
  required: readonly string[],
): Promise<OpenFile> {
  if (file.format === 'csv') return { file, names: headerNames(file, required), types: [] }
  const described = await rowsOf(
    connection,
    `select column_name, column_type from (describe select * from ${scanOf(file, [])})`,
  ).catch((thrown: unknown) => {
    throw unreadableParquet(file, thrown)
  })
  const names = described.map(([name]) => String(name))
  const types = described.map(([, type]) => String(type))
  return { file, names, types }
}

/**
 * Appends the file's rows to `table`, typed, in the order of the file, with the columns `bad` and
 * `trimmed` (its symbol had spaces around it). The first bad cell of the file is an error that names
 * it; the rows of `table` must not be used then.
 */
export async function loadRows(
  connection: DuckDBConnection,
  table: string,
  opened: OpenFile,
  columns: readonly Column[],
  today: string,
): Promise<number> {
  assertTypes(opened, columns)
  const before = await countRows(connection, table)
  await insertRows(connection, table, opened, columns, today)
  const counted = first(
    await rowsOf(
      connection,
      `select count(*), count(*) filter (bad) from ${table} where rowid >= ${before}`,
    ),
  )
  const [count = 0, bad = 0] = counted.map(Number)
  if (bad > 0) {
    if (opened.file.format === 'csv') await explainText(opened, columns, today)
    await explainRow(connection, { table, before }, opened, columns, today)
  }
  if (count > 0) return count
  throw new UserError(`${opened.file.path} has no rows after its header; it needs at least one`)
}

async function insertRows(
  connection: DuckDBConnection,
  table: string,
  opened: OpenFile,
  columns: readonly Column[],
  today: string,
): Promise<void> {
  try {
    await connection.run(`insert into ${table} ${selectOf(opened, columns, today)}`)
  } catch (thrown) {
    if (opened.file.format === 'parquet') throw unreadableParquet(opened.file, thrown)
    await explainText(opened, columns, today)
    if (!isMixedLineEnds(thrown)) throw unreadable(opened.file, thrown)
    const select = selectOf(opened, columns, today, { strict: false })
    await connection.run(`insert into ${table} ${select}`)
  }
}

async function countRows(connection: DuckDBConnection, table: string): Promise<number> {
  const [count] = first(await rowsOf(connection, `select count(*) from ${table}`))
  return Number(count)
}

function assertTypes({ file, types }: OpenFile, columns: readonly Column[]): void {
  for (const { kind, index, source } of columns) {
    const type = types[index]
    if (type === undefined || acceptsType(kind, type)) continue
    throw new UserError(
      `${file.path}, column ${source}: its type is ${type}; write it as ${TYPE_WANTED[kind]}`,
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

function unreadableParquet(file: ProbedFile, thrown: unknown): UserError {
  const [line] = toError(thrown).message.split('\n')
  return new UserError(`${file.path} is not a readable Parquet file (${line}); write it again`, {
    cause: thrown,
  })
}
