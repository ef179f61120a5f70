import type { DuckDBConnection } from '@duckdb/node-api'
import { toError, UserError } from '../../lib/errors.js'
import { identifier, literal, pathLiteral, rowsOf } from '../duckdb.js'
import { type Column, headerNames, type OpenFile } from './columns.js'
import { assertWidth, cellText, explainRow, explainText } from './explain.js'
import type { ProbedFile } from './probe.js'
import { recordsOf } from './records.js'
import { acceptsType, csvExpressions, parquetExpressions, TYPE_WANTED, trimmed } from './rules.js'

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
  const [names, types] = [0, 1].map((place) => described.map((row) => String(row[place])))
  return { file, names, types }
}

/**
 * Appends the file's rows to `table`, typed, in the order of the file, with the columns `bad` and
 * `trimmed` (its symbol had spaces around it).
 * The first bad cell of the file is an error that names it; then nothing of `table` may be used.
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
  try {
    await connection.run(`insert into ${table} ${selectOf(opened, columns, today)}`)
  } catch (thrown) {
    if (opened.file.format === 'parquet') throw unreadableParquet(opened.file, thrown)
    await explainText(opened, columns, today)
    if (!isMixedLineEnds(thrown)) throw unreadable(opened.file, thrown)
    await connection.run(
      `insert into ${table} ${selectOf(opened, columns, today, { strict: false })}`,
    )
  }
  const [[count, bad]] = (await rowsOf(
    connection,
    `select count(*), count(*) filter (bad) from ${table} where rowid >= ${before}`,
  )) as number[][]
  if (bad > 0) {
    if (opened.file.format === 'csv') await explainText(opened, columns, today)
    await explainRow(connection, table, before, opened, columns, today)
  }
  if (count === 0) {
    throw new UserError(`${opened.file.path} has no rows after its header; it needs at least one`)
  }
  return count
}

async function countRows(connection: DuckDBConnection, table: string): Promise<number> {
  const [[count]] = await rowsOf(connection, `select count(*) from ${table}`)
  return Number(count)
}

/** Small files: every row as text, by our column names; '' where there is nothing. */
export interface TextRow {
  /** Line of the text, or row of the Parquet file. */
  readonly line: number
  readonly values: Readonly<Record<string, string>>
}

export async function textRows(
  connection: DuckDBConnection,
  { file, names }: OpenFile,
  columns: readonly Column[],
): Promise<TextRow[]> {
  const rows: TextRow[] = []
  const toRow = (line: number, fields: readonly string[]): TextRow => ({
    line,
    values: Object.fromEntries(columns.map(({ name, index }) => [name, fields[index] ?? ''])),
  })
  if (file.format === 'parquet') {
    const list = names.map((name) => `${identifier(name)}::varchar`).join(', ')
    const found = await rowsOf(connection, `select ${list} from ${scanOf(file, [])}`)
    for (const [k, row] of found.entries()) rows.push(toRow(k + 1, row.map(cellText)))
  } else {
    for await (const record of recordsOf(file)) {
      assertWidth(file, names, record)
      rows.push(
        toRow(
          record.line,
          record.fields.map((field) => field.trim()),
        ),
      )
    }
  }
  if (rows.length === 0) {
    throw new UserError(`${file.path} has no rows after its header; it needs at least one`)
  }
  return rows
}

function selectOf(
  { file, names, types }: OpenFile,
  columns: readonly Column[],
  today: string,
  { strict = true } = {},
): string {
  const parts = columns.map(({ name, kind, index }) => {
    if (index < 0) return { name, value: 'null', bad: 'false' }
    if (file.format === 'csv') return { name, ...csvExpressions(kind, `c${index}`, today) }
    const column = identifier(names[index])
    return { name, ...parquetExpressions(kind, column, types[index], today) }
  })
  const values = parts.map(({ name, value }) => `${value} as ${identifier(name)}`)
  const bad = parts.map((part) => part.bad).join(' or ')
  return `select ${values.join(', ')}, ${bad} as bad, ${wasTrimmed({ file, names }, columns)} as trimmed
    from ${scanOf(file, names, { strict })}`
}

function wasTrimmed(
  { file, names }: Pick<OpenFile, 'file' | 'names'>,
  columns: readonly Column[],
): string {
  const texts = columns.filter(({ kind, index }) => kind === 'symbol' && index >= 0)
  const changed = texts.map(({ index }) => {
    const column = file.format === 'csv' ? `c${index}` : `${identifier(names[index])}::varchar`
    return `coalesce(${column} <> ${trimmed(column)}, false)`
  })
  return changed.join(' or ') || 'false'
}

function scanOf(file: ProbedFile, names: readonly string[], { strict = true } = {}): string {
  if (file.format === 'parquet') return `read_parquet(${pathLiteral(file.path)})`
  const columns = names.map((_, index) => `c${index}: 'VARCHAR'`).join(', ')
  return `read_csv(${pathLiteral(file.path)}, auto_detect = false, header = true, delim = ',',
    quote = '"', escape = '"', nullstr = '', strict_mode = ${strict},
    compression = ${literal(file.compression)}, columns = {${columns}})`
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
  const [first] = toError(thrown).message.split('\n')
  return new UserError(`${file.path} cannot be read as CSV: ${first}; correct the file`, {
    cause: thrown,
  })
}

function unreadableParquet(file: ProbedFile, thrown: unknown): UserError {
  const [first] = toError(thrown).message.split('\n')
  return new UserError(`${file.path} is not a readable Parquet file (${first}); write it again`, {
    cause: thrown,
  })
}
