import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { sharedFloat64, sharedInt32 } from '../lib/shared-arrays.js'
import { rowsOf } from './duckdb.js'
import type { Panel } from './panel.js'

/** The prices of a panel, before anyone says who was a member. */
export interface Prices
  extends Pick<
    Panel,
    'dates' | 'assets' | 'open' | 'high' | 'low' | 'close' | 'adjClose' | 'volume'
  > {
  /** `[T, N]` 1 + the place of the cell's row among all rows read, 0 where there is none. */
  readonly row: Int32Array
}

/** Two rows with one date and symbol, by their places among all rows read. */
export interface DuplicateRow {
  readonly date: string
  readonly symbol: string
  readonly first: number
  readonly second: number
}

export const FIELDS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const

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
  const cells = dates.length * assets.length
  const [open, high, low, close, adjClose, volume] = FIELDS.map(() =>
    sharedFloat64(cells).fill(Number.NaN),
  )
  const row = sharedInt32(cells)
  const prices = { dates, assets, open, high, low, close, adjClose, volume, row }
  const duplicates: DuplicateRow[] = []
  const result = await connection.stream(`
    select date_axis.place, symbol_axis.place, row, open, high, low, close, adj_close, volume
    from ${source} as rows join date_axis using (date) join symbol_axis using (symbol)
    where adj_close is not null`)
  for (let chunk = await result.fetchChunk(); chunk; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break
    fillFields(prices, chunk, fillRows(prices, chunk, duplicates))
  }
  await connection.run('drop table date_axis; drop table symbol_axis')
  return { prices, duplicate: duplicates.sort((a, b) => a.second - b.second)[0] ?? null }
}

/** Notes each row of a chunk in its cell, and answers the cells. */
function fillRows(
  { dates, assets, row }: Prices,
  chunk: DuckDBDataChunk,
  duplicates: DuplicateRow[],
): Int32Array {
  const cells = new Int32Array(chunk.rowCount)
  const [t, i, place] = [0, 1, 2].map((column) => chunk.getColumnVector(column))
  for (let k = 0; k < chunk.rowCount; k++) {
    const [date, asset] = [Number(t.getItem(k)), Number(i.getItem(k))]
    const cell = date * assets.length + asset
    const here = Number(place.getItem(k))
    if (row[cell] !== 0) {
      const [first, second] = [row[cell] - 1, here].sort((a, b) => a - b)
      duplicates.push({ date: dates[date], symbol: assets[asset], first, second })
    }
    row[cell] = here + 1
    cells[k] = cell
  }
  return cells
}

function fillFields(prices: Prices, chunk: DuckDBDataChunk, cells: Int32Array): void {
  for (const [f, field] of FIELDS.entries()) {
    const vector = chunk.getColumnVector(3 + f)
    for (let k = 0; k < cells.length; k++) {
      const value = vector.getItem(k)
      if (value !== null) prices[field][cells[k]] = value as number // the column is a double
    }
  }
}

/** Distinct values of a column, ascending, kept with their places in `<column>_axis`. */
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
