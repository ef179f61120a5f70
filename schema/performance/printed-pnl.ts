import type { GraphQLResolveInfo } from 'graphql'
import { DEFAULT_COST_RATES } from '../../src/accounts/costs.js'
import {
  costsKey,
  PRINTED_COLUMNS,
  type PrintedColumn,
  type PrintedValues,
} from '../../src/accounts/pnl.js'
import { isPublished } from '../../src/performance/chain.js'
import type { AccountOptions } from '../../src/performance/performance.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { JsonText } from '../api/json-text.js'
import type { Loaders } from '../api/loaders.js'
import { PrintedRows } from '../api/printed-rows.js'
import { fieldsAskedFor } from '../api/selected.js'

/** The columns that a query asks for, as they were printed when the split was published. */
export type PrintedPnl = ReadonlyMap<PrintedColumn, PrintedValues>

/**
 * The PnL of all dates of a split at the default costs, without reading or printing a number. Null where it is
 * to be computed: for a range, other costs, a lag, hedged returns, or a version whose rows have changed since.
 */
export async function printedPnlOf(
  split: StoredSplit,
  { filter, rates, lag }: AccountOptions,
  info: GraphQLResolveInfo,
  loaders: Loaders,
): Promise<PrintedPnl | null> {
  const isDefault = filter.all && lag === 0 && costsKey(rates) === DEFAULT_COSTS
  const columns = isDefault && isPublished(split) ? columnsAskedFor(info) : null
  if (!columns) return null
  const id = split.current?.id ?? 0
  const printed = new Map<PrintedColumn, PrintedValues>()
  const found = await Promise.all(
    columns.map((column) => loaders.printedPnl.load(`${id} ${column}`)),
  )
  for (const [i, values] of found.entries()) {
    const column = columns[i]
    if (values.text === null || !column) return null
    printed.set(column, values)
  }
  return printed
}

/** As rows of `pnl`. */
export function toPrintedRows(printed: PrintedPnl): PrintedRows {
  const [first] = printed.values()
  const texts = [...printed].map(([column, { text }]) => [column, text] as const)
  return new PrintedRows(first?.count ?? 0, new Map(texts))
}

/** As columns of `pnlSeries`. */
export function toPrintedSeries(printed: PrintedPnl): Readonly<Record<string, JsonText>> {
  const columns = [...printed].map(([column, { text, count }]) => [
    column === 'date' ? 'dates' : column,
    new JsonText(`[${text}]`, count),
  ])
  return Object.fromEntries(columns)
}

const DEFAULT_COSTS = costsKey(DEFAULT_COST_RATES)

const COLUMN_OF: ReadonlyMap<string, PrintedColumn> = new Map([
  ...PRINTED_COLUMNS.map((column) => [column, column] as const),
  ['dates', 'date'],
])

/** The columns of the fields asked for; null where one of them is not printed, or there is none. */
function columnsAskedFor(info: GraphQLResolveInfo): readonly PrintedColumn[] | null {
  const columns: PrintedColumn[] = []
  for (const field of fieldsAskedFor(info)) {
    const column = COLUMN_OF.get(field)
    if (column) columns.push(column)
    else if (field !== '__typename') return null
  }
  return columns.length > 0 ? columns : null
}
