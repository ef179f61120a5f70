import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { at } from '../lib/at.js'
import { sharedFloat64, sharedInt32 } from '../lib/shared-arrays.js'
import { numbersOf, rowsOf } from './duckdb.js'
import type { Panel } from './panel.js'

/** The prices of a panel, without membership. */
export interface Prices
  extends Pick<
    Panel,
    'dates' | 'sessions' | 'assets' | 'open' | 'high' | 'low' | 'close' | 'adjClose' | 'volume'
  > {
  /** `[T, N]` 1 + the number of the cell's row among all rows read, 0 where there is none. */
  readonly row: Int32Array
}

/** Two rows with one date and symbol, by their numbers among all rows read. */
export interface DuplicateRow {
  readonly date: string
  readonly symbol: string
  readonly first: number
  readonly second: number
}

export const FIELDS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const

/** The fields as doubles, NaN where missing. */
const FIELD_LIST = ['open', 'high', 'low', 'close', 'adj_close', 'volume']
  .map((column) => `coalesce(${column}, 'nan')::double`)
  .join(', ')

/**
 * Dense prices of `source`, a table or subquery with the columns `date, symbol, open, high, low,
 * close, adj_close, volume, row`. Rows without adj_close are left out. `duplicate` is the pair that
 * comes first in the order of rows.
 */
export async function toPrices(
  connection: DuckDBConnection,
  source: string,
): Promise<{ prices: Prices; duplicate: DuplicateRow | null }> {
  const dates = await axis(connection, source, 'date')
  const assets = await axis(connection, source, 'symbol')
  const prices = emptyPrices(dates, assets)
  const duplicates: DuplicateRow[] = []
  const result = await connection.stream(`
    select date_axis.place, symbol_axis.place, row::integer, ${FIELD_LIST}
    from ${source} as rows join date_axis using (date) join symbol_axis using (symbol)
    where adj_close is not null`)
  for (let chunk = await result.fetchChunk(); chunk; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break
    fillFields(prices, chunk, fillRows(prices, chunk, duplicates))
  }
  await connection.run('drop table date_axis; drop table symbol_axis')
  return { prices, duplicate: duplicates.sort((a, b) => a.second - b.second)[0] ?? null }
}

function emptyPrices(dates: readonly string[], assets: readonly string[]): Prices {
  const cells = dates.length * assets.length
  const empty = () => sharedFloat64(cells).fill(Number.NaN)
  return {
    dates,
    assets,
    open: empty(),
    high: empty(),
    low: empty(),
    close: empty(),
    adjClose: empty(),
    volume: empty(),
    row: sharedInt32(cells),
  }
}

/** Stores the number of each row of a chunk in its cell; returns the cells. */
function fillRows(
  { dates, assets, row }: Prices,
  chunk: DuckDBDataChunk,
  duplicates: DuplicateRow[],
): Int32Array {
  const cells = new Int32Array(chunk.rowCount)
  const t = numbersOf(chunk, 0)
  const i = numbersOf(chunk, 1)
  const numbers = numbersOf(chunk, 2)
  for (let k = 0; k < chunk.rowCount; k++) {
    const [date, asset] = [t[k] ?? 0, i[k] ?? 0]
    const cell = date * assets.length + asset
    const here = numbers[k] ?? 0
    const before = (row[cell] ?? 0) - 1
    if (before >= 0) {
      const [first, second] = [Math.min(before, here), Math.max(before, here)]
      duplicates.push({ date: at(dates, date), symbol: at(assets, asset), first, second })
    }
    row[cell] = here + 1
    cells[k] = cell
  }
  return cells
}

function fillFields(prices: Prices, chunk: DuckDBDataChunk, cells: Int32Array): void {
  for (const [f, field] of FIELDS.entries()) {
    const column = numbersOf(chunk, 3 + f)
    const values = prices[field]
    for (let k = 0; k < cells.length; k++) values[cells[k] ?? 0] = column[k] ?? Number.NaN
  }
}

/** Distinct values of a column, ascending, stored with their positions in `<column>_axis`. */
async function axis(
  connection: DuckDBConnection,
  source: string,
  column: 'date' | 'symbol',
): Promise<string[]> {
  await connection.run(`create temp table ${column}_axis as
    select ${column}, (row_number() over (order by ${column}) - 1)::integer as place
    from (select distinct ${column} from ${source} where adj_close is not null)`)
  const rows = await rowsOf(
    connection,
    `select ${column}::varchar from ${column}_axis order by place`,
  )
  return rows.map(([value]) => String(value))
}
