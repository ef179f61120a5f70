import { yearFile } from '../dataset/folder.js'
import { openDuckDb, parquetTable, rowsOf } from '../duckdb.js'
import type { StoredVersion } from './file-rows.js'

/** The sessions of a stored dataset, ascending. */
export async function storedDates({ folder, manifest }: StoredVersion): Promise<string[]> {
  const files = manifest.years.map((year) => yearFile(folder, year))
  const stray = new Set(manifest.strayDates)
  await using db = await openDuckDb()
  const rows = await rowsOf(
    db.connection,
    `select distinct date::varchar as date from ${parquetTable(...files)} order by date`,
  )
  return rows.map(([date]) => String(date)).filter((date) => !stray.has(date))
}
