import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { sha256OfFile } from '../../lib/hash.js'
import type { ArchivedFile } from './archived-file.js'
import { archiveDuckDb, literal, parquetTable } from './duckdb.js'

/** Rows that a reader of one date decodes at least; DuckDB's smallest group. */
const GROUP_ROWS = 2048

export interface WrittenFile extends ArchivedFile {
  readonly rowCount: number
}

/**
 * Writes the rows of a content into a Parquet file: `table, date, factor, v`, the table the name of the
 * series, v a list of floats, sorted. The file has its name once it is complete and on the disk.
 */
export async function writeContentFile(
  client: pg.ClientBase,
  contentId: number,
  folder: string,
): Promise<WrittenFile> {
  // A name of its own: a file of an earlier archiving of the content may be deleted at any time.
  const file = `content-${contentId}-${randomUUID().slice(0, 8)}.parquet`
  const path = join(folder, file)
  const [csv, part] = [`${path}.csv`, `${path}.part`]
  try {
    await pipeline(client.query(copyTo(copyText(contentId))), createWriteStream(csv))
    const rowCount = await convert(csv, part)
    await synced(part)
    await rename(part, path)
    const { size } = await stat(path)
    return { contentId, folder, file, bytes: size, sha256: await sha256OfFile(path), rowCount }
  } finally {
    await rm(csv, { force: true })
    await rm(part, { force: true })
  }
}

/** The arrays as DuckDB writes lists. A float's shortest digits name it exactly. */
function copyText(contentId: number): string {
  return `copy (select series, date, factor, translate(v::text, '{}', '[]') from series_day
    where content_id = ${Number(contentId)} order by 1, 2, 3) to stdout (format csv)`
}

async function convert(csv: string, parquet: string): Promise<number> {
  const connection = await archiveDuckDb()
  await connection.run(`
    copy (select "table", date, factor, v::float[] as v from read_csv(${literal(csv)},
      auto_detect = false, header = false, hive_partitioning = false, delim = ',', quote = '"', escape = '"',
      columns = {'table': 'VARCHAR', 'date': 'DATE', 'factor': 'SMALLINT', 'v': 'VARCHAR'}))
    to ${literal(parquet)} (format parquet, compression zstd, row_group_size ${GROUP_ROWS})`)
  const counted = await connection.runAndReadAll(`select count(*) from ${parquetTable(parquet)}`)
  return Number(counted.getRows()[0]?.[0])
}

async function synced(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
