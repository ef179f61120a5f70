import type { DuckDBConnection } from '@duckdb/node-api'
import { first } from '../../lib/at.js'
import { yearOf } from '../../lib/dates.js'
import { literal, parquetTable, rowsOf } from '../duckdb.js'
import type { OnProgress } from '../file-source/context.js'
import type { Comparison } from './comparison.js'
import { type DatasetManifest, linkOrCopy, yearFile } from './folder.js'
import { writeYear } from './write.js'

/** Creates table `change`, and `incoming`: the files' new rows on the level of the stored prices. */
export async function registerChanges(
  connection: DuckDBConnection,
  { changes }: Comparison,
): Promise<void> {
  await connection.run(
    'create temp table change (symbol varchar, first date, last date, ratio double, shift double)',
  )
  const rows = changes.map(
    ({ symbol, from, to, ratio, shift }) =>
      `(${literal(symbol)}, '${from}', '${to}', ${ratio}::double, ${shift}::double)`,
  )
  if (rows.length > 0) await connection.run(`insert into change values ${rows.join(', ')}`)
  await connection.run(`create temp view incoming as
    select date, symbol, open, high, low, close, adj_close * ratio as adj_close, volume
    from prices join change using (symbol) where date >= first and adj_close is not null`)
}

export interface YearFiles {
  /** Folder of the version that is extended. */
  readonly previous: string
  readonly temporary: string
  readonly before: DatasetManifest
  readonly onProgress?: OnProgress
}

/** Writes the years from the first change on, and links those before it; returns all years. */
export async function writeYears(
  connection: DuckDBConnection,
  { previous, temporary, before, onProgress }: YearFiles,
): Promise<number[]> {
  const [start] = first(await rowsOf(connection, 'select min(date)::varchar from incoming'))
  const added = await rowsOf(connection, 'select distinct year(date) from incoming')
  const years = [...new Set([...before.years, ...added.map(([year]) => Number(year))])]
  years.sort((a, b) => a - b)
  const firstYear = typeof start === 'string' ? yearOf(start) : Number.POSITIVE_INFINITY
  for (const [k, year] of years.entries()) {
    onProgress?.({ stage: 'write', fraction: k / years.length })
    const file = yearFile(previous, year)
    if (year < firstYear) await linkOrCopy(file, yearFile(temporary, year))
    else await writeYear(connection, temporary, year, unionOf(before.years.includes(year), file))
  }
  return years
}

function unionOf(hasStored: boolean, file: string): string {
  if (!hasStored) return 'select * from incoming'
  return `select stored.* replace (case when stored.date > last and shift <> 1
        then adj_close * shift else adj_close end as adj_close)
    from ${parquetTable(file)} as stored
    left join change on change.symbol = stored.symbol
    where change.symbol is null or stored.date not between first and last
    union all by name select * from incoming`
}
