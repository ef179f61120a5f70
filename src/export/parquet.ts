import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AbortedError } from '../lib/errors.js'
import { createGate } from './gate.js'
import type { ColumnType, Table } from './table.js'
import { csvChunks } from './text.js'

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  date: 'DATE',
  asset: 'VARCHAR',
  word: 'VARCHAR',
  int16: 'SMALLINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
}

/** Files made at the same time; others wait, so that the memory of one is enough. */
const gate = createGate(1)

/**
 * What DuckDB holds of one file: a piece of the CSV file (32 MB if left to it) and the rows of one group,
 * so that the memory it takes does not grow with the table.
 */
const PIECE_BYTES = 1_048_576
/** Longer than a line of any table. */
const LINE_BYTES = 65_536
const GROUP_ROWS = 32_768

/**
 * A Parquet file, made by DuckDB from a CSV file in a temporary folder: on its own thread, and in
 * the memory it is allowed, however long the table is. The folder is gone when the file has been read.
 */
export async function* parquetChunks(table: Table, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'residua-export-'))
  try {
    const [csv, parquet] = [join(folder, 'table.csv'), join(folder, 'table.parquet')] as const
    await gate(async () => {
      await writeCsv(table, csv, signal)
      await convert({ table, csv, parquet, folder }, signal)
    })
    await rm(csv)
    yield* createReadStream(parquet)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeCsv(table: Table, path: string, signal?: AbortSignal): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of csvChunks(table)) {
      assertWanted(signal)
      await file.write(chunk)
    }
  } finally {
    await file.close()
  }
}

interface Conversion {
  readonly table: Table
  readonly csv: string
  readonly parquet: string
  readonly folder: string
}

async function convert(
  { table, csv, parquet, folder }: Conversion,
  signal?: AbortSignal,
): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '48MB',
    threads: '1',
    temp_directory: join(folder, 'spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  const interrupt = () => connection.interrupt()
  try {
    assertWanted(signal)
    signal?.addEventListener('abort', interrupt)
    const types = table.columns.map(({ name, type }) => `${literal(name)}: '${SQL_TYPES[type]}'`)
    await connection.run(
      `copy (select * from read_csv(${literal(csv)}, auto_detect = false, hive_partitioning = false, header = true,
        delim = ',', quote = '"', escape = '"', nullstr = '', columns = {${types.join(', ')}},
        buffer_size = ${PIECE_BYTES}, max_line_size = ${LINE_BYTES}))
      to ${literal(parquet)} (format parquet, compression zstd, row_group_size ${GROUP_ROWS})`,
    )
  } finally {
    signal?.removeEventListener('abort', interrupt)
    connection.closeSync()
    instance.closeSync()
  }
}

function assertWanted(signal?: AbortSignal): void {
  if (signal?.aborted) throw new AbortedError('the reader of the file has gone')
}

/** A SQL string literal. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
