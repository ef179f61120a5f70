import { first, last } from '../../lib/at.js'
import { lowerBound } from '../../lib/dates.js'
import type { SessionGap } from '../calendar/gaps.js'
import { MAX_RETURN_GAP } from '../returns.js'
import {
  type AssetColumns,
  type AssetRow,
  COMPARED_FIELDS,
  isNear,
  isSame,
  type RowPair,
  valuesOf,
} from './asset-rows.js'
import type { Restatement } from './comparison.js'

/** Returns of the same level must agree to this. */
const RETURN_TOLERANCE = 1e-6
/** Where later dividends moved the level, prices of six digits round returns by this much. */
const RESCALED_RETURN_TOLERANCE = 2e-5

/** Rows of one symbol: in the files (at least one), in the dataset, and those that both have. */
export interface SymbolRows {
  readonly symbol: string
  readonly rows: readonly AssetRow[]
  readonly known: readonly AssetRow[]
  readonly pairs: readonly RowPair[]
}

/** The first row of the past that was added, removed, or has another return. */
export function firstRestatement(
  symbolRows: SymbolRows,
  lastDate: string,
  gap: SessionGap,
): Restatement | null {
  const { symbol } = symbolRows
  const returns = changedReturn(symbolRows, gap)
  const found = [addedRow(symbolRows, lastDate), removedRow(symbolRows), returns]
  const [earliest] = found.filter((one) => one !== null).sort((a, b) => (a.date < b.date ? -1 : 1))
  return earliest ? { symbol, ...earliest } : null
}

type Found = Omit<Restatement, 'symbol'> | null

function addedRow({ rows, pairs }: SymbolRows, lastDate: string): Found {
  const paired = new Set(pairs.map(({ incoming }) => incoming.date))
  const row = rows.find(({ date }) => date <= lastDate && !paired.has(date))
  return row ? { date: row.date, message: 'a row was added to the past' } : null
}

/** A stored row between the symbol's first and last row in the files that the files lack. */
function removedRow({ rows, known, pairs }: SymbolRows): Found {
  const paired = new Set(pairs.map(({ stored }) => stored.date))
  const [from, to] = [first(rows).date, last(rows).date]
  const dates = known.map(({ date }) => date)
  const row = known
    .slice(lowerBound(dates, from))
    .find(({ date }) => date <= to && !paired.has(date))
  return row ? { date: row.date, message: 'a row of the past is missing in the files' } : null
}

/** A longer gap has no return that could change. */
function changedReturn({ pairs }: SymbolRows, gap: SessionGap): Found {
  let before: RowPair | undefined
  for (const here of pairs) {
    const isReturn = before && gap(before.stored.date, here.stored.date) <= MAX_RETURN_GAP
    const found = before && isReturn ? changedFrom(before, here) : null
    if (found) return found
    before = here
  }
  return null
}

function changedFrom(before: RowPair, here: RowPair): Found {
  const was = here.stored.price / before.stored.price - 1
  const is = here.incoming.price / before.incoming.price - 1
  const tolerance = isNear(before.ratio) ? RETURN_TOLERANCE : RESCALED_RETURN_TOLERANCE
  if (Math.abs(is - was) <= tolerance) return null
  const message = `the return was ${was.toPrecision(6)} and is ${is.toPrecision(6)}`
  return { date: here.stored.date, message }
}

/** A value that a file of one day changes on its own date, where closes are on the stored level. */
export function changedCell(
  { symbol, pairs }: SymbolRows,
  columns: AssetColumns,
): Restatement | null {
  const [anchor, pair] = [pairs.at(-2), pairs.at(-1)]
  if (!pair || !anchor || pair.incoming.t !== lastRowOf(columns)) return null
  const level = valuesOf(columns, anchor, 'close')
  if (!isSame(level.was, level.is)) return null
  for (const field of COMPARED_FIELDS) {
    const { was, is } = valuesOf(columns, pair, field)
    if (isSame(was, is)) continue
    return { symbol, date: pair.stored.date, message: `the ${field} was ${was} and is ${is}` }
  }
  return null
}

function lastRowOf({ incoming: { dates, assets, adjClose }, i }: AssetColumns): number {
  return dates.findLastIndex((_, t) => !Number.isNaN(adjClose[t * assets.length + i]))
}
