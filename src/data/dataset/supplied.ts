import type { DuckDBConnection } from '@duckdb/node-api'
import { identifier, parquetTable, rowsOf } from '../duckdb.js'
import type { MarketFiles } from '../file-source/market-files.js'
import { ROW_NOTE_NAMES } from '../file-source/scan.js'
import type { Restatement } from './comparison.js'
import { characteristicsFile, type DatasetManifest, linkOrCopy } from './folder.js'
import { writeCharacteristics } from './write.js'

/** The rows of the characteristics file that was read. */
const GIVEN = `select * exclude (${ROW_NOTE_NAMES}) from characteristics`

export interface SuppliedComparison {
  readonly changed: boolean
  readonly restatement: Restatement | null
}

/** Whether the files add or change characteristics, and whether of past dates. */
export async function compareSupplied(
  connection: DuckDBConnection,
  previous: string,
  before: DatasetManifest,
  { characteristics }: MarketFiles,
): Promise<SuppliedComparison> {
  if (characteristics === null) return { changed: false, restatement: null }
  const added = characteristics.filter((name) => !before.characteristics?.includes(name))
  const stored = parquetTable(characteristicsFile(previous))
  const list = ['date', 'symbol', ...characteristics.map(identifier)].join(', ')
  const fresh =
    before.characteristics === null || added.length > 0
      ? GIVEN
      : `select ${list} from (${GIVEN}) except select ${list} from ${stored}`
  const rows = await rowsOf(
    connection,
    `select symbol, date::varchar, count(*) over () from (${fresh}) order by date, symbol limit 1`,
  )
  const [row] = rows
  if (!row) return { changed: false, restatement: null }
  const [symbol = '', date = ''] = row.map(String)
  const past = date <= before.lastDate
  const message = 'a supplied characteristic of the past was added or changed'
  return { changed: true, restatement: past ? { symbol, date, message } : null }
}

/** Writes the union of the stored characteristics and the given ones; returns their names. */
export async function extendSupplied(
  connection: DuckDBConnection,
  previous: string,
  temporary: string,
  { characteristics: stored }: DatasetManifest,
  { characteristics: given }: MarketFiles,
): Promise<readonly string[] | null> {
  const source = characteristicsFile(previous)
  if (given === null) {
    if (stored !== null) await linkOrCopy(source, characteristicsFile(temporary))
    return stored
  }
  const query = stored === null ? GIVEN : unionOf(source, stored, given)
  await writeCharacteristics(connection, temporary, query)
  return [...new Set([...(stored ?? []), ...given])]
}

/** A given row replaces the characteristics that it has and keeps the others of its date. */
function unionOf(source: string, stored: readonly string[], given: readonly string[]): string {
  const values = [...new Set([...stored, ...given])].map((name) => {
    const column = identifier(name)
    if (!given.includes(name)) return `s.${column}`
    if (!stored.includes(name)) return `g.${column}`
    return `case when g.symbol is null then s.${column} else g.${column} end as ${column}`
  })
  return `select coalesce(g.date, s.date) as date, coalesce(g.symbol, s.symbol) as symbol,
      ${values.join(', ')}
    from ${parquetTable(source)} as s
    full join (${GIVEN}) as g on g.date = s.date and g.symbol = s.symbol`
}
