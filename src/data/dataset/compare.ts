import { lowerBound } from '../../lib/dates.js'
import { FIELDS, type Prices } from '../prices.js'

/** A row of the past that the files say otherwise. */
export interface Restatement {
  readonly date: string
  readonly symbol: string
  readonly message: string
}

/** What the files do to one symbol of a stored dataset. */
export interface SymbolChange {
  readonly symbol: string
  /** Rows from this date on are taken from the files. */
  readonly from: string
  /** Stored rows from `from` to here are dropped. */
  readonly to: string
  /** Files' adj_close × ratio = on the level of the stored prices. */
  readonly ratio: number
  /** Stored adj_close after `to` × shift: the returns of those dates stay what their files said. */
  readonly shift: number
}

export interface Comparison {
  readonly changes: readonly SymbolChange[]
  readonly addedRows: number
  /** The earliest row of the past that changed. */
  readonly restatement: Restatement | null
  /** Symbols continued without a row that both have: their level is taken to be the same. */
  readonly unanchored: number
  /** Stored cells (not adj_close) that differ in the files; the stored ones stay. */
  readonly keptValues: number
  /** Closes of stored rows that the files send again otherwise. */
  readonly resent: readonly ResentClose[]
}

/** What a later file said of a close that the dataset has otherwise. */
export interface ResentClose {
  readonly symbol: string
  readonly date: string
  readonly close: number
}

export interface CompareOptions {
  /** A row of a symbol's last date in the files counts whole: its volume may be corrected too. */
  readonly daily?: boolean
  /** What earlier files said. */
  readonly resent?: readonly ResentClose[]
}

/** Returns of the same level must agree to this. */
const RETURN_TOLERANCE = 1e-6
/** Where later dividends moved the level, prices of six digits round returns by this much. */
const RESCALED_RETURN_TOLERANCE = 2e-5
const SAME_PRICE = 1e-9

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
  const lastDate = stored.dates[stored.dates.length - 1]
  const columnOf = new Map(stored.assets.map((symbol, index) => [symbol, index]))
  const changes: SymbolChange[] = []
  const restatements: Restatement[] = []
  const said: ResentClose[] = [...resent]
  let [addedRows, keptValues, unanchored] = [0, 0, 0]
  for (const [i, symbol] of incoming.assets.entries()) {
    const rows = rowsOfAsset(incoming, i)
    const column = columnOf.get(symbol)
    const known = column === undefined ? [] : rowsOfAsset(stored, column)
    const pairs = pairsOf(rows, known)
    const cells = { stored, column: column ?? -1, incoming, i }
    const restatement =
      firstRestatement(symbol, rows, known, pairs, lastDate) ??
      (daily ? changedCell(symbol, cells, pairs) : null)
    const newRows = rows.filter(({ date }) => date > lastDate)
    const to = rows[rows.length - 1].date
    if (restatement) {
      restatements.push(restatement)
      const { date: from } = restatement
      const anchor = pairs.findLast((pair) => pair.stored.date < from) ?? pairs[0]
      const ratio = anchor?.ratio ?? 1
      const shift = shiftAfter(cells, { pairs, anchor, to }, resent)
      changes.push({ symbol, from, to, ratio, shift })
    } else if (newRows.length > 0) {
      const ratio = pairs[pairs.length - 1]?.ratio ?? 1
      changes.push({ symbol, from: newRows[0].date, to, ratio, shift: 1 })
    }
    addedRows += newRows.length
    if (newRows.length > 0 && known.length > 0 && pairs.length === 0) unanchored++
    if (!restatement && column !== undefined) {
      keptValues += differentCells(cells, pairs)
      said.push(...resentCloses(symbol, cells, pairs))
    }
  }
  restatements.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
  const [restatement = null] = restatements
  return { changes, addedRows, unanchored, keptValues, restatement, resent: said }
}

interface AssetRow {
  readonly t: number
  readonly date: string
  readonly price: number
}

interface Pair {
  readonly stored: AssetRow
  readonly incoming: AssetRow
  readonly ratio: number
}

function rowsOfAsset({ dates, assets, adjClose }: Prices, i: number): AssetRow[] {
  const rows: AssetRow[] = []
  for (const [t, date] of dates.entries()) {
    const price = adjClose[t * assets.length + i]
    if (!Number.isNaN(price)) rows.push({ t, date, price })
  }
  return rows
}

function pairsOf(rows: readonly AssetRow[], known: readonly AssetRow[]): Pair[] {
  const byDate = new Map(known.map((row) => [row.date, row]))
  return rows.flatMap((incoming) => {
    const stored = byDate.get(incoming.date)
    if (!stored) return []
    return [{ stored, incoming, ratio: stored.price / incoming.price }]
  })
}

function firstRestatement(
  symbol: string,
  rows: readonly AssetRow[],
  known: readonly AssetRow[],
  pairs: readonly Pair[],
  lastDate: string,
): Restatement | null {
  const found = [
    addedRow(rows, pairs, lastDate),
    removedRow(rows, known, pairs),
    changedReturn(pairs),
  ]
  const [first] = found.filter((one) => one !== null).sort((a, b) => (a.date < b.date ? -1 : 1))
  return first ? { symbol, ...first } : null
}

type Found = Omit<Restatement, 'symbol'> | null

function addedRow(rows: readonly AssetRow[], pairs: readonly Pair[], lastDate: string): Found {
  const paired = new Set(pairs.map(({ incoming }) => incoming.date))
  const row = rows.find(({ date }) => date <= lastDate && !paired.has(date))
  return row ? { date: row.date, message: 'a row was added to the past' } : null
}

/** A stored row between the symbol's first and last row in the files that the files lack. */
function removedRow(
  rows: readonly AssetRow[],
  known: readonly AssetRow[],
  pairs: readonly Pair[],
): Found {
  const paired = new Set(pairs.map(({ stored }) => stored.date))
  const [from, to] = [rows[0].date, rows[rows.length - 1].date]
  const dates = known.map(({ date }) => date)
  const row = known
    .slice(lowerBound(dates, from))
    .find(({ date }) => date <= to && !paired.has(date))
  return row ? { date: row.date, message: 'a row of the past is missing in the files' } : null
}

function changedReturn(pairs: readonly Pair[]): Found {
  for (let k = 1; k < pairs.length; k++) {
    const [before, here] = [pairs[k - 1], pairs[k]]
    const was = here.stored.price / before.stored.price - 1
    const is = here.incoming.price / before.incoming.price - 1
    const sameLevel = Math.abs(before.ratio - 1) < SAME_PRICE
    if (Math.abs(is - was) <= (sameLevel ? RETURN_TOLERANCE : RESCALED_RETURN_TOLERANCE)) continue
    const message = `the return was ${was.toPrecision(6)} and is ${is.toPrecision(6)}`
    return { date: here.stored.date, message }
  }
  return null
}

/** One symbol's column in the stored prices (−1: none) and in the files. */
interface Cells {
  readonly stored: Prices
  readonly column: number
  readonly incoming: Prices
  readonly i: number
}

type Field = (typeof FIELDS)[number]

function valuesOf({ stored, column, incoming, i }: Cells, pair: Pair, field: Field) {
  return {
    was: stored[field][pair.stored.t * stored.assets.length + column],
    is: incoming[field][pair.incoming.t * incoming.assets.length + i],
  }
}

const same = (was: number, is: number) => Object.is(was, is) || Math.abs(is / was - 1) < SAME_PRICE

function differentCells(cells: Cells, pairs: readonly Pair[]): number {
  let count = 0
  for (const pair of pairs) {
    for (const field of FIELDS) {
      if (field === 'adjClose') continue
      const { was, is } = valuesOf(cells, pair, field)
      if (!same(was, is)) count++
    }
  }
  return count
}

/** What a file of one day says otherwise of its own date, where closes are on the stored level. */
function changedCell(symbol: string, cells: Cells, pairs: readonly Pair[]): Restatement | null {
  const { incoming, i } = cells
  const pair = pairs[pairs.length - 1]
  const anchor = pairs[pairs.length - 2]
  if (!pair || !anchor || pair.incoming.t !== lastRowOf(incoming, i)) return null
  const level = valuesOf(cells, anchor, 'close')
  if (!same(level.was, level.is)) return null
  for (const field of FIELDS) {
    if (field === 'adjClose') continue
    const { was, is } = valuesOf(cells, pair, field)
    if (same(was, is)) continue
    return { symbol, date: pair.stored.date, message: `the ${field} was ${was} and is ${is}` }
  }
  return null
}

function lastRowOf({ dates, assets, adjClose }: Prices, i: number): number {
  return dates.findLastIndex((_, t) => !Number.isNaN(adjClose[t * assets.length + i]))
}

/** Only the row before the last is sent again by rule; older ones are history, rescaled at will. */
function resentCloses(symbol: string, cells: Cells, pairs: readonly Pair[]): ResentClose[] {
  const pair = pairs[pairs.length - 1]
  if (!pair) return []
  const { was, is } = valuesOf(cells, pair, 'close')
  if (same(was, is) || Number.isNaN(is)) return []
  return [{ symbol, date: pair.stored.date, close: is }]
}

/**
 * How the stored prices after a corrected row move, `P′_to / P_to` less what was an error of that
 * one close. The date after takes its return from its own file: where that file sent the corrected
 * close (or the correction is of a dividend or split), its return stands and the level moves; where
 * it sent the close as it was, its return held the same error, and its own price stands.
 */
function shiftAfter(
  cells: Cells,
  { pairs, anchor, to }: { pairs: readonly Pair[]; anchor: Pair | undefined; to: string },
  resent: readonly ResentClose[],
): number {
  const last = pairs[pairs.length - 1]
  if (!anchor || !last || last === anchor || last.stored.date !== to) return 1
  const level = anchor.ratio / last.ratio
  if (Math.abs(level - 1) < SAME_PRICE) return 1
  const [base, end] = [valuesOf(cells, anchor, 'close'), valuesOf(cells, last, 'close')]
  const error = end.is / base.is / (end.was / base.was)
  const symbol = cells.stored.assets[cells.column]
  const corrected = resent.some(
    (said) => said.symbol === symbol && said.date === to && same(said.close, end.is),
  )
  const shift = corrected || Number.isNaN(error) ? level : level / error
  return Math.abs(shift - 1) < SAME_PRICE ? 1 : shift
}
