import type { DuckDBConnection } from '@duckdb/node-api'
import { first } from '../../lib/at.js'
import { yearOf } from '../../lib/dates.js'
import { yearFile } from '../dataset/folder.js'
import { openDuckDb, parquetTable, rowsOf } from '../duckdb.js'
import type { FileRows, StoredVersion } from './file-rows.js'

/**
 * Why a file is rejected that seems to rename an asset: a new symbol has, on a stored date, the close
 * of a symbol that the file lacks. Ingested as it is, the asset's history would be split in two.
 */
export async function renameReason(
  rows: readonly FileRows[],
  version: StoredVersion,
): Promise<string | null> {
  const { assets, lastDate } = version.manifest
  const known = new Set(assets.map(({ symbol }) => symbol))
  const present = new Set(rows.map(({ symbol }) => symbol))
  const gone = new Set([...known].filter((symbol) => !present.has(symbol)))
  const suspects = rows.filter(
    ({ symbol, dates }) => !known.has(symbol) && first(dates) <= lastDate,
  )
  if (suspects.length === 0 || gone.size === 0) return null
  await using db = await openDuckDb()
  for (const suspect of suspects) {
    const old = await sameClose(db.connection, suspect, gone, version)
    if (old !== undefined) return reasonOf(suspect, old)
  }
  return null
}

/** The missing symbol with the same close on the suspect's first date. */
async function sameClose(
  connection: DuckDBConnection,
  { dates, close }: FileRows,
  gone: ReadonlySet<string>,
  { folder, manifest }: StoredVersion,
): Promise<string | undefined> {
  const date = first(dates)
  if (!manifest.years.includes(yearOf(date))) return undefined
  const file = parquetTable(yearFile(folder, yearOf(date)))
  const alike = await rowsOf(
    connection,
    `select symbol from ${file} where date = '${date}' and close = ${close(date)}::double`,
  )
  return alike.map(([name]) => String(name)).find((name) => gone.has(name))
}

function reasonOf({ symbol, dates }: FileRows, old: string): string {
  return (
    `${symbol} is new and its close of ${first(dates)} is that of ${old}, which has no row: where ${old} is ` +
    `called ${symbol} now, put a file renames.csv with date,old_symbol,new_symbol beside it`
  )
}
