import type { MarketData, MarketView } from '../data/source.js'
import { SUSPENDED_DATES } from '../data/suspended.js'

/** Dates before a range beyond which a suspension is not followed back. */
const MOST_DATES = 252

/** Flags of the assets that cannot be traded on the view's `nextDate`; undefined where none is. */
export function suspendedOn({ suspended, dates, assets }: MarketView): Uint8Array | undefined {
  const start = dates.length * assets.length
  const flags = suspended?.subarray(start, start + assets.length)
  return flags?.includes(1) ? flags : undefined
}

/**
 * Dates before the first one of a range, row `from`, back to where the longest suspension of that date
 * began: the positions held through it were decided there.
 */
export function suspensionDates({ dates, asOf }: MarketData, from: number): number {
  const before = dates[from - 1]
  const view = before === undefined ? undefined : asOf(before)
  const flags = view && suspendedOn(view)
  if (!view?.suspended || !flags) return 0
  const n = view.assets.length
  let longest = 0
  for (const i of flags.keys()) {
    let length = 0
    while (length < from && view.suspended[(from - length) * n + i] === 1) length++
    longest = Math.max(longest, length)
  }
  return Math.min(MOST_DATES, longest + SUSPENDED_DATES)
}
