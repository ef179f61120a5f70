import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api'

export interface DuckDb extends AsyncDisposable {
  readonly connection: DuckDBConnection
}

/** A DuckDB in memory with a spill folder of its own and without network access. */
export async function openDuckDb({ memory = '1GB', threads = 2 } = {}): Promise<DuckDb> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: memory,
    threads: String(threads),
    temp_directory: join(tmpdir(), `residua-spill-${randomUUID()}`),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  await connection.run(`set TimeZone = 'UTC'`)
  return {
    connection,
    async [Symbol.asyncDispose]() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** Rows as arrays of strings, numbers and nulls (64-bit integers as numbers). */
export async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
): Promise<(string | number | null)[][]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRows().map((row) => row.map(plain))
}

/**
 * The numbers of a column of integers or doubles without nulls. DuckDB's vectors hold them in a typed array
 * that is no part of their interface; asking for each item takes several times as long.
 */
export function numbersOf(chunk: DuckDBDataChunk, column: number): ArrayLike<number> {
  const vector = chunk.getColumnVector(column)
  const { items } = vector as unknown as { readonly items?: unknown }
  if (items instanceof Float64Array || items instanceof Int32Array) return items
  return Array.from({ length: chunk.rowCount }, (_, k) => Number(vector.getItem(k)))
}

/** A SQL string literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A path as a SQL literal in which DuckDB expands no pattern. */
export function pathLiteral(path: string): string {
  return literal(path.replace(/[*?[]/g, (character) => `[${character}]`))
}

/**
 * SQL that reads Parquet files: their columns alone. DuckDB would otherwise add, or replace, a column
 * for each folder of the path that is called `name=value`.
 */
export function parquetTable(...paths: readonly string[]): string {
  const list = paths.map(pathLiteral).join(', ')
  return `read_parquet([${list}], hive_partitioning = false, union_by_name = false, filename = false)`
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function plain(value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  return String(value)
}
