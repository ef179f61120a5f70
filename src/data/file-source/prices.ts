import { UserError } from '../../lib/errors.js'
import { literal, rowsOf } from '../duckdb.js'
import { type DuplicateRow, type Prices, toPrices } from '../prices.js'
import type { QualityFinding } from '../quality/report.js'
import { aliasesOn, type Rename, retiredOn } from '../renames.js'
import { type Column, findColumns, missingColumn, type OpenFile, PRICE_COLUMNS } from './columns.js'
import type { ReadContext } from './context.js'
import { at } from './explain.js'
import type { ProbedFile } from './probe.js'
import { recordsOf } from './records.js'
import { loadRows, openFile } from './table.js'

export interface PricesRead {
  readonly prices: Prices
  /** Rows of each file. */
  readonly rows: readonly number[]
  readonly found: readonly QualityFinding[]
  /** File and line of a row, by its place among all rows. */
  readonly locate: (row: number) => { file: string; line: number } | undefined
  /** The asset that each new symbol stands for. */
  readonly aliases: ReadonlyMap<string, string>
}

/** A price file whose rows stand in the table from place `start` on. */
interface LoadedFile {
  readonly file: ProbedFile
  readonly start: number
  readonly rows: number
  /** Line of each row, where it is not simply the row's number + 1. */
  readonly lines: Int32Array | null
}

/** Reads price files into the table `prices` and the dense arrays. */
export async function readPrices(
  files: readonly ProbedFile[],
  context: ReadContext,
  renames: readonly Rename[] = [],
): Promise<PricesRead> {
  const { connection, onProgress } = context
  await connection.run(`create table prices (date date, symbol varchar, open double, high double,
    low double, close double, adj_close double, volume double, bad boolean, trimmed boolean)`)
  const found: QualityFinding[] = []
  const loaded: LoadedFile[] = []
  for (const [k, file] of files.entries()) {
    onProgress?.({ stage: 'read', fraction: k / (files.length + 1) })
    const opened = await openFile(connection, file, ['date', 'symbol', 'close'])
    const columns = priceColumns(opened, context)
    const start = loaded.reduce((sum, { rows }) => sum + rows, 0)
    const rows = await loadRows(connection, 'prices', opened, columns, context.today)
    loaded.push({ file, start, rows, lines: await unevenLines(file, rows) })
    found.push(...columnFindings(opened, columns), ...(await rowFindings(context, file, start)))
  }
  onProgress?.({ stage: 'read', fraction: files.length / (files.length + 1) })
  const aliases = await applyRenames(context, renames)
  const { prices, duplicate } = await toPrices(connection, '(select *, rowid as row from prices)')
  if (duplicate) throw duplicateError(duplicate, loaded)
  if (prices.dates.length === 0) {
    throw new UserError(
      `${files[0].path} has no row with a price; fill the column adj_close or close`,
    )
  }
  onProgress?.({ stage: 'read', fraction: 1 })
  return { prices, rows: loaded.map(({ rows }) => rows), found, locate: locator(loaded), aliases }
}

/** Rows under a new symbol become those of the asset it stands for. */
async function applyRenames(
  { connection }: ReadContext,
  renames: readonly Rename[],
): Promise<ReadonlyMap<string, string>> {
  if (renames.length === 0) return new Map()
  const [[last]] = await rowsOf(connection, 'select max(date)::varchar from prices')
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

function priceColumns({ file, names }: OpenFile, { mapping }: ReadContext): Column[] {
  const required = [
    'date',
    'symbol',
    ...Object.keys(mapping).filter((name) => name in PRICE_COLUMNS),
  ]
  const columns = findColumns(file, names, PRICE_COLUMNS, { mapping, required })
  const [close, adjClose] = ['close', 'adj_close'].map((name) => columnOf(columns, name))
  if (close.index < 0 && adjClose.index < 0) {
    throw missingColumn(file, 'adj_close (or close)', names, 'one of the two is needed')
  }
  if (adjClose.index >= 0) return columns
  return columns.map((column) => (column === adjClose ? { ...close, name: 'adj_close' } : column))
}

function columnOf(columns: readonly Column[], name: string): Column {
  return columns.find((column) => column.name === name) as Column
}

function columnFindings({ file, names }: OpenFile, columns: readonly Column[]): QualityFinding[] {
  const found: QualityFinding[] = []
  const add = (
    kind: QualityFinding['kind'],
    severity: QualityFinding['severity'],
    message: string,
  ) => found.push({ kind, severity, file: file.name, message, count: 1 })
  const [close, adjClose] = ['close', 'adj_close'].map((name) => columnOf(columns, name))
  if (close.index === adjClose.index) {
    add(
      'adj-close-assumed',
      'warning',
      'has no adj_close: close is used for returns, which is right only if it is adjusted for splits and dividends',
    )
  }
  if (close.index < 0) {
    add(
      'close-missing',
      'note',
      'has no close: only the adjusted close is known, orders carry no price',
    )
  }
  const used = new Set(columns.map(({ index }) => index))
  const ignored = names.filter((_, index) => !used.has(index))
  if (ignored.length > 0) add('ignored-column', 'note', `columns not used: ${ignored.join(', ')}`)
  return found
}

/** What the typed rows of one file still tell: rows without a price, symbols with spaces. */
async function rowFindings(
  { connection }: ReadContext,
  file: ProbedFile,
  start: number,
): Promise<QualityFinding[]> {
  const [[empty, trimmed]] = (await rowsOf(
    connection,
    `select count(*) filter (adj_close is null), count(*) filter (trimmed)
     from prices where rowid >= ${start}`,
  )) as number[][]
  const found: QualityFinding[] = []
  if (empty > 0) {
    const message = `${empty} rows have no price; they were left out`
    found.push({ kind: 'empty-price', severity: 'warning', file: file.name, message, count: empty })
  }
  if (trimmed > 0) {
    const message = `${trimmed} symbols had spaces around them; the spaces were removed`
    found.push({
      kind: 'trimmed-symbol',
      severity: 'note',
      file: file.name,
      message,
      count: trimmed,
    })
  }
  return found
}

/** Lines of the rows of a CSV file with blank lines or quoted line ends; null where row k is on line k + 2. */
async function unevenLines(file: ProbedFile, rows: number): Promise<Int32Array | null> {
  if (file.format === 'parquet' || file.lineCount === rows + 1) return null
  const lines = new Int32Array(rows)
  let row = 0
  for await (const { line } of recordsOf(file)) lines[row++] = line
  return lines
}

function locator(loaded: readonly LoadedFile[]): PricesRead['locate'] {
  return (row) => {
    const found = loaded.find(({ start, rows }) => row >= start && row < start + rows)
    return found && { file: found.file.name, line: lineOf(found, row) }
  }
}

function lineOf({ file, start, lines }: LoadedFile, row: number): number {
  const place = row - start
  return lines?.[place] ?? place + (file.format === 'csv' ? 2 : 1)
}

function duplicateError(
  { date, symbol, first, second }: DuplicateRow,
  loaded: readonly LoadedFile[],
): UserError {
  const [before, again] = [first, second].map((row) => {
    const found = loaded.find(({ start, rows }) => row >= start && row < start + rows) as LoadedFile
    return at(found.file, lineOf(found, row))
  })
  return new UserError(
    `${again}, columns date and symbol: (${date}, ${symbol}) was given already at ${before}; ` +
      'keep one row for each date and symbol',
  )
}
