import { first } from '../../../lib/at.js'
import { UserError } from '../../../lib/errors.js'
import { normalSymbol } from '../../symbols.js'
import { isIndexName } from './aliases.js'
import { type Column, type OpenFile, PRICE_COLUMNS, type SeriesColumn } from './column.js'
import { findColumns, placeOf, type Sought } from './find-columns.js'
import type { ColumnKind } from './kinds.js'
import { priceFieldOf } from './series-header.js'

/** The columns of one symbol in a wide file, as those of a long one. */
interface SymbolColumns {
  readonly symbol: string
  readonly columns: readonly Column[]
}

/** A file with a column for each symbol, or for each field of each symbol. */
export interface WideFile {
  readonly date: Column
  readonly symbols: readonly SymbolColumns[]
}

/**
 * The columns of a wide file; null for a long one. Columns that name field and symbol can be read in
 * one way only; those that name symbols alone hold closes if the caller says so by `wide`.
 */
export function wideFile(
  opened: OpenFile,
  sought: Sought,
  { wide = false }: { readonly wide?: boolean },
): WideFile | null {
  const [date, symbol, close, adjClose] = findColumns(
    { ...sought, required: [] },
    { date: 'date', symbol: 'symbol', close: 'price', adj_close: 'price' },
  ) as [Column, Column, Column, Column] // as many as were wanted
  if (symbol.index >= 0 && !opened.series) return null
  if (opened.series) return symbolsOf(sought, dateOf(date), opened.series)
  const looksWide = date.index >= 0 && close.index < 0 && adjClose.index < 0
  if (!looksWide || !(wide || isTable(sought.names))) return null
  const series = closesOf(sought, date)
  if (!wide) throw wideRefusal(sought, series)
  return symbolsOf(sought, date, series)
}

/** The index of a table is its first column, whatever its name. */
function dateOf(date: Column): Column {
  return date.index >= 0 ? date : { ...date, index: 0, source: 'date' }
}

function isTable(names: readonly string[]): boolean {
  return names.length >= 3 && !names.some((name) => priceFieldOf(name) === 'volume')
}

function closesOf({ names }: Sought, date: Column): SeriesColumn[] {
  return names.flatMap((name, index) => {
    if (index === date.index || (index === 0 && isIndexName(name))) return []
    return [{ index, field: 'close', symbol: normalSymbol(name) }]
  })
}

function wideRefusal({ file, names }: Sought, series: readonly SeriesColumn[]): UserError {
  const some = series.slice(0, 3).map(({ symbol }) => symbol)
  const more = series.length > some.length ? ', …' : ''
  return new UserError(
    `${placeOf(file)}: column symbol is missing; the columns are ${names.slice(0, 8).join(', ')}` +
      `${names.length > 8 ? ', …' : ''}; where it is a wide file, with the closes of one symbol in each ` +
      `column (${some.join(', ')}${more}), add --wide, or melt it to date,symbol,close`,
  )
}

function symbolsOf(sought: Sought, date: Column, series: readonly SeriesColumn[]): WideFile {
  const bySymbol = new Map<string, SeriesColumn[]>()
  for (const one of series) bySymbol.set(one.symbol, [...(bySymbol.get(one.symbol) ?? []), one])
  const symbols = [...bySymbol].flatMap(([symbol, columns]): SymbolColumns[] => {
    const found = priceColumnsOf(sought, symbol, columns)
    return found === null ? [] : [{ symbol, columns: [date, ...found] }]
  })
  if (date.index >= 0 && symbols.length > 0) return { date, symbols }
  throw new UserError(
    `${placeOf(sought.file)}: a wide file needs a column with the dates and one for each symbol; ` +
      `the columns are ${sought.names.join(', ')}`,
  )
}

/** The columns of a long file for one symbol; null where it has no close. */
function priceColumnsOf(
  { file, names }: Sought,
  symbol: string,
  series: readonly SeriesColumn[],
): Column[] | null {
  const columnOf = (name: string, kind: ColumnKind): Column => {
    const found = series.filter(({ field }) => field === name)
    if (symbol === '' || found.length > 1) {
      const shown = found.map(({ index }) => names[index] ?? '').join(', ')
      throw new UserError(
        `${placeOf(file)}: "${symbol}" has ${found.length} columns for ${name} (${shown}); keep one, with a symbol`,
      )
    }
    const index = found.length === 0 ? -1 : first(found).index
    return { name, kind, index, source: names[index] ?? name }
  }
  const prices = Object.entries(PRICE_COLUMNS).filter(
    ([name]) => name !== 'date' && name !== 'symbol',
  )
  const columns = prices.map(([name, kind]) => columnOf(name, kind))
  const close = columns.find(({ name }) => name === 'close')
  const adjClose = columns.find(({ name }) => name === 'adj_close')
  if (!close || !adjClose || Math.max(close.index, adjClose.index) < 0) return null
  const own: Column = {
    name: 'symbol',
    kind: 'symbol',
    index: -1,
    source: 'symbol',
    constant: symbol,
  }
  const all = [own, ...columns]
  if (adjClose.index >= 0) return all
  return all.map((column) => (column === adjClose ? { ...close, name: 'adj_close' } : column))
}
