import type { DuckDBConnection } from '@duckdb/node-api'

let opened: Promise<DuckDBConnection> | undefined

/** The DuckDB of this process that reads and writes the archive: loaded when first needed, in memory, without network access. */
export function archiveDuckDb(): Promise<DuckDBConnection> {
  opened ??= open()
  return opened
}

async function open(): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '512MB',
    threads: '2',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  return instance.connect()
}

/** A SQL string literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** SQL that reads one Parquet file: nothing of its path is a pattern or a column. */
export function parquetTable(path: string): string {
  const exact = literal(path.replace(/[*?[]/g, (character) => `[${character}]`))
  return `read_parquet(${exact}, hive_partitioning = false, filename = false)`
}
