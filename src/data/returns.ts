import { sharedFloat64 } from '../lib/shared-arrays.js'
import type { Panel } from './panel.js'

/** How many trading dates back an asset's previous row may lie for its return to count. */
export const MAX_RETURN_GAP = 5

/**
 * Simple returns `R_t = P_t / P_s − 1`, shape `[T, N]`: P the adjusted close, s the date of the
 * asset's own previous row, at most `MAX_RETURN_GAP` trading dates before t; else NaN.
 */
export function assetReturns(panel: Pick<Panel, 'dates' | 'assets' | 'adjClose'>): Float64Array {
  const { adjClose } = panel
  const assetCount = panel.assets.length
  const returns = sharedFloat64(adjClose.length).fill(Number.NaN)
  const previousRow = new Int32Array(assetCount).fill(-1)
  for (let t = 0; t < panel.dates.length; t++) {
    for (let i = 0; i < assetCount; i++) {
      const price = adjClose[t * assetCount + i]
      if (Number.isNaN(price)) continue
      const previous = previousRow[i]
      previousRow[i] = t
      if (previous < 0 || t - previous > MAX_RETURN_GAP) continue
      returns[t * assetCount + i] = price / adjClose[previous * assetCount + i] - 1
    }
  }
  return returns
}
