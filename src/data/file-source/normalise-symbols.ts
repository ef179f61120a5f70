import type { DuckDBConnection } from '@duckdb/node-api'
import { literal, rowsOf } from '../duckdb.js'
import { normalSymbol, symbolProblem } from '../symbols.js'

/** A symbol as rows of a file write it, and as it is stored. */
export interface NormalisedSymbol {
  readonly given: string
  readonly symbol: string
  readonly rows: number
}

/** Writes the symbols of a table's rows from `before` on as they are stored; impossible ones are bad. */
export async function normaliseSymbols(
  connection: DuckDBConnection,
  table: string,
  before: number,
): Promise<NormalisedSymbol[]> {
  const written = await rowsOf(
    connection,
    // DuckDB's client drops a byte order mark at the start of a text: a mark of our own goes before it.
    `select '|' || symbol, count(*) from ${table}
     where rowid >= ${before} and symbol is not null group by symbol order by symbol`,
  )
  const changed = written.flatMap(([text, count]): NormalisedSymbol[] => {
    const given = String(text).slice(1)
    const symbol = normalSymbol(given)
    const isBad = symbolProblem(given) !== null
    return symbol === given && !isBad ? [] : [{ given, symbol, rows: Number(count) }]
  })
  for (const { given, symbol } of changed) {
    const bad = symbolProblem(given) === null ? 'bad' : 'true'
    await connection.run(
      `update ${table} set symbol = ${literal(symbol)}, trimmed = true, bad = ${bad}
       where rowid >= ${before} and symbol = ${literal(given)}`,
    )
  }
  return changed
}
