import { at, last } from '../../lib/at.js'
import type { SessionGap } from '../calendar/gaps.js'
import type { Prices } from '../prices.js'
import { MAX_RETURN_GAP } from '../returns.js'
import {
  type AssetColumns,
  type AssetRow,
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
  { daily = false, resent = [], gap = () => 1 }: CompareOptions = {},
): Comparison {
  const columnOf = new Map(stored.assets.map((symbol, index) => [symbol, index]))
  const compared = incoming.assets.map((symbol, i) => {
    const columns = { stored, column: columnOf.get(symbol) ?? -1, incoming, i }
    return compareSymbol(symbol, columns, { daily, resent, gap })
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
  { daily, resent, gap }: Required<CompareOptions>,
): ComparedSymbol {
  const { stored, column, incoming, i } = columns
  const lastDate = last(stored.dates)
  const rows = rowsOfAsset(incoming, i)
  const known = column < 0 ? [] : rowsOfAsset(stored, column)
  const symbolRows = { symbol, rows, known, pairs: pairsOf(rows, known) }
  const { pairs } = symbolRows
  const restatement =
    firstRestatement(symbolRows, lastDate, gap) ?? (daily ? changedCell(symbolRows, columns) : null)
  const addedRows = rows.filter(({ date }) => date > lastDate).length
  const kept = !restatement && column >= 0
  return {
    change: restatement
      ? restated(symbolRows, columns, restatement, resent)
      : appended(symbolRows, addedRows),
    restatement,
    addedRows,
    unanchored: pairs.length === 0 && isReturnAcross(known, rows, gap),
    keptValues: kept ? differentCells(columns, pairs) : 0,
    resent: kept ? resentCloses(symbol, columns, pairs) : [],
  }
}

/** Whether the first new row of a known symbol has a return from its last stored one. */
function isReturnAcross(
  known: readonly AssetRow[],
  rows: readonly AssetRow[],
  gap: SessionGap,
): boolean {
  const before = known.at(-1)
  const after = before && rows.find(({ date }) => date > before.date)
  return after !== undefined && gap(before?.date ?? '', after.date) <= MAX_RETURN_GAP
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
