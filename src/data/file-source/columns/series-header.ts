import { normalSymbol } from '../../symbols.js'
import type { ProbedFile } from '../bytes/probe.js'
import { fieldsOf } from '../bytes/records.js'
import { ALIASES, normalName } from './aliases.js'
import { PRICE_COLUMNS, type SeriesColumn } from './column.js'

export interface SeriesHeader {
  readonly names: readonly string[]
  readonly columns: readonly SeriesColumn[]
  /** The last line of the header. */
  readonly headerLine: number
}

const NOT_READ = ['dividends', 'stocksplits', 'capitalgains', 'repaired']
const CORNERS = [
  '',
  'ticker',
  'tickers',
  'symbol',
  'symbols',
  'price',
  'attributes',
  'field',
  'date',
]

/**
 * The header of a table whose columns are (field, symbol), as yfinance and pandas write it: a line of
 * fields and a line of symbols, in either order, and mostly a third one with the name of the index.
 */
export function seriesHeader({ head }: ProbedFile, delimiter: string): SeriesHeader | null {
  const [upper = [], lower = [], third = []] = head
    .slice(0, 3)
    .map((line) => (fieldsOf(line, delimiter) ?? []).map((cell) => cell.trim()))
  if (upper.length < 2 || upper.length !== lower.length) return null
  if (!CORNERS.includes(normalName(lower[0] ?? ''))) return null
  const [top, bottom] = [upper.slice(1), lower.slice(1)]
  const upperIsFields = areFields(top)
  if (upperIsFields === areFields(bottom) || top.includes('') || bottom.includes('')) return null
  const [fields, symbols] = upperIsFields ? [top, bottom] : [bottom, top]
  const hasIndexLine = third.length === upper.length && third.slice(1).every((cell) => cell === '')
  return {
    names: [third[0] || 'Date', ...fields.map((field, k) => `${field} ${symbols[k]}`)],
    columns: columnsOf(fields, symbols, 1),
    headerLine: hasIndexLine ? 3 : 2,
  }
}

/** The same of a Parquet file, whose names pandas writes as `('Close', 'AAPL')`. */
export function seriesNames(names: readonly string[]): readonly SeriesColumn[] | undefined {
  const pairs = names.map((name) => /^\('(.*)', '(.*)'\)$/.exec(name)?.slice(1) ?? null)
  const found = pairs.flatMap((pair, index) => (pair ? [{ index, pair }] : []))
  const firsts = found.map(({ pair: [one = ''] }) => one)
  const seconds = found.map(({ pair: [, two = ''] }) => two)
  if (found.length === 0 || areFields(firsts) === areFields(seconds)) return undefined
  const [fields, symbols] = areFields(firsts) ? [firsts, seconds] : [seconds, firsts]
  return columnsOf(fields, symbols, 0).map((column, k) => ({
    ...column,
    index: found[k]?.index ?? 0,
  }))
}

function columnsOf(
  fields: readonly string[],
  symbols: readonly string[],
  from: number,
): SeriesColumn[] {
  return fields.map((field, k) => ({
    index: from + k,
    field: priceFieldOf(field),
    symbol: normalSymbol(symbols[k] ?? ''),
  }))
}

function areFields(cells: readonly string[]): boolean {
  const isKnown = (cell: string) =>
    priceFieldOf(cell) !== null || NOT_READ.includes(normalName(cell))
  return cells.every(isKnown) && cells.some((cell) => priceFieldOf(cell) !== null)
}

/** Our name of a price or volume; null where it is none. */
export function priceFieldOf(name: string): string | null {
  const fields = Object.keys(PRICE_COLUMNS).filter(
    (field) => field !== 'date' && field !== 'symbol',
  )
  return fields.find((field) => (ALIASES[field] ?? []).includes(normalName(name))) ?? null
}
