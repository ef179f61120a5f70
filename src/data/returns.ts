import { sharedFloat64 } from '../lib/shared-arrays.js'
import type { Panel } from './panel.js'

/** Most sessions from an asset's previous row to its row for a return to exist. */
export const MAX_RETURN_GAP = 5

type PriceHistory = Pick<Panel, 'dates' | 'assets' | 'adjClose' | 'sessions'>

/**
 * Simple returns `R_t = P_t / P_s − 1`, shape `[T, N]`: P the adjusted close, s the date of the
 * asset's own previous row, at most `MAX_RETURN_GAP` sessions of the calendar before t; else NaN.
 */
export function assetReturns(panel: PriceHistory): Float64Array {
  const returns = sharedFloat64(panel.adjClose.length).fill(Number.NaN)
  eachReturn(panel, (cell, value) => {
    returns[cell] = value
  })
  return returns
}

/** Visits every return, dates ascending, with its cell and the cell of the row before it. */
export function eachReturn(
  { dates, assets, adjClose, sessions }: PriceHistory,
  visit: (cell: number, value: number, before: number) => void,
): void {
  const assetCount = assets.length
  const sessionOf = (t: number) => sessions?.[t] ?? t
  const previousRow = new Int32Array(assetCount).fill(-1)
  for (let t = 0; t < dates.length; t++) {
    for (let i = 0; i < assetCount; i++) {
      const cell = t * assetCount + i
      const price = adjClose[cell] ?? Number.NaN
      if (Number.isNaN(price)) continue
      const previous = previousRow[i] ?? -1
      previousRow[i] = t
      if (previous < 0 || sessionOf(t) - sessionOf(previous) > MAX_RETURN_GAP) continue
      const before = previous * assetCount + i
      visit(cell, price / (adjClose[before] ?? Number.NaN) - 1, before)
    }
  }
}
