import { sharedUint8 } from '../lib/shared-arrays.js'
import type { Panel } from './panel.js'

/** So many rows in a row with volume 0 and the price of the row before are a suspension. */
export const SUSPENDED_DATES = 5

/**
 * Suspended assets, shape `[T + 1, N]`: 1 on date t where the last five rows or more before t have
 * volume 0 and the price of the row before, so that nothing can be traded at it; known at the close of
 * t−1. An asset whose volume was never above 0 has no known volume and is never suspended.
 */
export function suspendedAssets({
  dates,
  assets,
  adjClose,
  volume,
}: Pick<Panel, 'dates' | 'assets' | 'adjClose' | 'volume'>): Uint8Array {
  const n = assets.length
  const suspended = sharedUint8((dates.length + 1) * n)
  const run = new Int32Array(n)
  const price = new Float64Array(n).fill(Number.NaN)
  const everTraded = new Uint8Array(n)
  for (let t = 0; t < dates.length; t++) {
    for (let i = 0; i < n; i++) {
      const cell = t * n + i
      const close = adjClose[cell] ?? Number.NaN
      if (!Number.isNaN(close)) {
        const carried = volume[cell] === 0 && close === price[i] && everTraded[i] === 1
        run[i] = carried ? (run[i] ?? 0) + 1 : 0
        price[i] = close
        if ((volume[cell] ?? 0) > 0) everTraded[i] = 1
      }
      if ((run[i] ?? 0) >= SUSPENDED_DATES) suspended[cell + n] = 1
    }
  }
  return suspended
}
