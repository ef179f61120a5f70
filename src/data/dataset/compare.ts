import { at, last } from '../../lib/at.js'
import type { Prices } from '../prices.js'
import {
  type AssetColumns,
  COMPARED_FIELDS,
  isSame,
  pairsOf,
  type RowPair,
  rowsOfAsset,
  valuesOf,
} from './asset-rows.js'
import type {
  CompareOptions,
  Comparison,
  ResentClose,
  Restatement,
  SymbolChange,
} from './comparison.js'
import { resentCloses, shiftAfter } from './resent-closes.js'
import { changedCell, firstRestatement, type SymbolRows } from './restated-row.js'
import { earliest } from './restatement.js'

/**
 * Compares the rows of files with stored ones. Only returns count: a symbol may be on another level
 * in the files (later splits and dividends rescale the past); the last row that both have is the
 * anchor that ties the levels.
 */
export function compare(
  stored: Prices,
  incoming: Prices,
  { daily = false, resent = [] }: CompareOptions = {},
): Comparison {
  const columnOf = new Map(stored.assets.map((symbol, index) => [symbol, index]))
  const compared = incoming.assets.map((symbol, i) => {
    const columns = { stored, column: columnOf.get(symbol) ?? -1, incoming, i }
    return compareSymbol(symbol, columns, { daily, resent })
  })
  const sum = (count: (one: ComparedSymbol) => number) =>
    compared.reduce((total, one) => total + count(one), 0)
  return {
    changes: compared.flatMap(({ change }) => change ?? []),
    addedRows: sum(({ addedRows }) => addedRows),
    unanchored: sum(({ unanchored }) => (unanchored ? 1 : 0)),
    keptValues: sum(({ keptValues }) => keptValues),
    restatement: earliest(compared.map((one) => one.restatement)),
    resent: [...resent, ...compared.flatMap((one) => one.resent)],
  }
}

interface ComparedSymbol {
  readonly change: SymbolChange | null
  readonly restatement: Restatement | null
  readonly addedRows: number
  readonly unanchored: boolean
  readonly keptValues: number
  readonly resent: readonly ResentClose[]
}

function compareSymbol(
  symbol: string,
  columns: AssetColumns,
  { daily, resent }: Required<CompareOptions>,
): ComparedSymbol {
  const { stored, column, incoming, i } = columns
  const lastDate = last(stored.dates)
  const rows = rowsOfAsset(incoming, i)
  const known = column < 0 ? [] : rowsOfAsset(stored, column)
  const symbolRows = { symbol, rows, known, pairs: pairsOf(rows, known) }
  const { pairs } = symbolRows
  const restatement =
    firstRestatement(symbolRows, lastDate) ?? (daily ? changedCell(symbolRows, columns) : null)
  const addedRows = rows.filter(({ date }) => date > lastDate).length
  const kept = !restatement && column >= 0
  return {
    change: restatement
      ? restated(symbolRows, columns, restatement, resent)
      : appended(symbolRows, addedRows),
    restatement,
    addedRows,
    unanchored: addedRows > 0 && known.length > 0 && pairs.length === 0,
    keptValues: kept ? differentCells(columns, pairs) : 0,
    resent: kept ? resentCloses(symbol, columns, pairs) : [],
  }
}

function restated(
  { symbol, rows, pairs }: SymbolRows,
  columns: AssetColumns,
  { date: from }: Restatement,
  resent: readonly ResentClose[],
): SymbolChange {
  const to = last(rows).date
  const anchor = pairs.findLast(({ stored }) => stored.date < from) ?? pairs[0]
  const shift = shiftAfter(columns, { pairs, anchor, to }, resent)
  return { symbol, from, to, ratio: anchor?.ratio ?? 1, shift }
}

function appended({ symbol, rows, pairs }: SymbolRows, addedRows: number): SymbolChange | null {
  if (addedRows === 0) return null
  const from = at(rows, -addedRows).date
  return { symbol, from, to: last(rows).date, ratio: pairs.at(-1)?.ratio ?? 1, shift: 1 }
}

function differentCells(columns: AssetColumns, pairs: readonly RowPair[]): number {
  let count = 0
  for (const pair of pairs) {
    for (const field of COMPARED_FIELDS) {
      const { was, is } = valuesOf(columns, pair, field)
      if (!isSame(was, is)) count++
    }
  }
  return count
}
