import { at } from '../../lib/at.js'
import { type AssetColumns, isNear, isSame, type RowPair, valuesOf } from './asset-rows.js'
import type { ResentClose } from './comparison.js'

/** Corrections of closes arrive within days; older ones are dropped. */
const RESENT_DATES = 20

/** The close of a symbol's last pair where it differs; older rows may be rescaled history. */
export function resentCloses(
  symbol: string,
  columns: AssetColumns,
  pairs: readonly RowPair[],
): ResentClose[] {
  const pair = pairs.at(-1)
  if (!pair) return []
  const { was, is } = valuesOf(columns, pair, 'close')
  if (isSame(was, is) || Number.isNaN(is)) return []
  return [{ symbol, date: pair.stored.date, close: is }]
}

/** The newest close of each recent row. */
export function recentCloses(
  resent: readonly ResentClose[],
  dates: readonly string[],
): ResentClose[] {
  const since = at(dates, Math.max(0, dates.length - RESENT_DATES))
  const newest = new Map(resent.map((one) => [`${one.symbol} ${one.date}`, one]))
  return [...newest.values()].filter(({ date }) => date >= since)
}

/**
 * How the stored prices after a corrected row move, `P′_to / P_to` less the error of that one close.
 * The date after takes its return from its own file. Where that file sent the corrected close (or the
 * correction is of a dividend or split), its return is right and the level moves; where it sent the
 * uncorrected close, its return holds the same error, and its own price is right.
 */
export function shiftAfter(
  columns: AssetColumns,
  correction: {
    readonly pairs: readonly RowPair[]
    readonly anchor: RowPair | undefined
    readonly to: string
  },
  resent: readonly ResentClose[],
): number {
  const { pairs, anchor, to } = correction
  const end = pairs.at(-1)
  if (!anchor || !end || end === anchor || end.stored.date !== to) return 1
  const level = anchor.ratio / end.ratio
  if (isNear(level)) return 1
  const base = valuesOf(columns, anchor, 'close')
  const corrected = valuesOf(columns, end, 'close')
  const error = corrected.is / base.is / (corrected.was / base.was)
  const isResent = wasResent(columns, { date: to, close: corrected.is }, resent)
  const shift = isResent || Number.isNaN(error) ? level : level / error
  return isNear(shift) ? 1 : shift
}

function wasResent(
  { stored, column }: AssetColumns,
  { date, close }: Omit<ResentClose, 'symbol'>,
  resent: readonly ResentClose[],
): boolean {
  const symbol = stored.assets[column]
  return resent.some(
    (one) => one.symbol === symbol && one.date === date && isSame(one.close, close),
  )
}
