import { first } from '../../lib/at.js'
import { UserError } from '../../lib/errors.js'
import { literal, rowsOf } from '../duckdb.js'
import { type Prices, toPrices } from '../prices.js'
import type { QualityFinding } from '../quality/report.js'
import { aliasesOn, type Rename, retiredOn } from '../renames.js'
import type { ProbedFile } from './bytes/probe.js'
import type { ReadContext } from './context.js'
import { type LoadedPrices, loadPrices } from './load-prices.js'
import { duplicateError, locator } from './row-lines.js'
import { ROW_NOTES } from './scan.js'

export interface PricesRead {
  readonly prices: Prices
  /** Rows of each file. */
  readonly rows: readonly number[]
  readonly found: readonly QualityFinding[]
  /** File and line of a row, by its number among all rows. */
  readonly locate: (row: number) => { file: string; line: number } | undefined
  /** The asset that each new symbol stands for. */
  readonly aliases: ReadonlyMap<string, string>
}

/** Reads price files into the table `prices` and the dense arrays. */
export async function readPrices(
  files: readonly ProbedFile[],
  context: ReadContext,
  renames: readonly Rename[] = [],
): Promise<PricesRead> {
  const { connection, onProgress } = context
  await connection.run(`create table prices (date date, symbol varchar, open double, high double,
    low double, close double, adj_close double, volume double, ${ROW_NOTES})`)
  const loaded: LoadedPrices[] = []
  const progress = (done: number) =>
    onProgress?.({ stage: 'read', fraction: done / (files.length + 1) })
  for (const [k, file] of files.entries()) {
    progress(k)
    loaded.push(await loadPrices(file, context))
  }
  progress(files.length)
  const aliases = await applyRenames(context, renames)
  const { prices, duplicate } = await toPrices(connection, '(select *, rowid as row from prices)')
  if (duplicate) throw duplicateError(duplicate, loaded)
  assertSomePrice(prices, files)
  progress(files.length + 1)
  const found = loaded.flatMap((file) => file.found)
  return { prices, rows: loaded.map(({ rows }) => rows), found, locate: locator(loaded), aliases }
}

function assertSomePrice({ dates }: Prices, files: readonly ProbedFile[]): void {
  if (dates.length > 0) return
  throw new UserError(
    `${first(files).path} has no row with a price; fill the column adj_close or close`,
  )
}

/** Gives rows under a new symbol the id of the asset that it stands for. */
async function applyRenames(
  { connection }: ReadContext,
  renames: readonly Rename[],
): Promise<ReadonlyMap<string, string>> {
  if (renames.length === 0) return new Map()
  const [last] = first(await rowsOf(connection, 'select max(date)::varchar from prices'))
  for (const { date, from, to } of retiredOn(renames, String(last))) {
    const [used] = await rowsOf(
      connection,
      `select date::varchar from prices
       where symbol = ${literal(from)} and date >= '${date}' order by date limit 1`,
    )
    if (used) throw retiredError(from, { now: to, date: String(used[0]) })
  }
  const aliases = aliasesOn(renames, String(last))
  for (const [to, asset] of aliases) {
    await connection.run(
      `update prices set symbol = ${literal(asset)} where symbol = ${literal(to)}`,
    )
  }
  return aliases
}

function retiredError(symbol: string, { now, date }: { now: string; date: string }): UserError {
  return new UserError(
    `column symbol: ${symbol} is called ${now} on ${date}: send its rows under ${now}, or, where ` +
      `another asset took the symbol ${symbol}, under one of its own`,
  )
}
