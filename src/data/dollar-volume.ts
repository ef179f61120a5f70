import { sharedFloat32 } from '../lib/shared-arrays.js'
import type { Panel } from './panel.js'

/** Dates of an average dollar volume, and how many of them must be known. */
const VOLUME_DATES = 20
const LEAST_DATES = 10

/**
 * Average daily dollar volume, `[T + 1, N]`: row t is the mean of `close · volume` over the 20 dates
 * before t, known at the close of t−1; NaN where fewer than 10 of them have both.
 */
export function averageDollarVolume({
  dates,
  assets,
  close,
  volume,
}: Pick<Panel, 'dates' | 'assets' | 'close' | 'volume'>): Float32Array {
  const n = assets.length
  const averages = sharedFloat32((dates.length + 1) * n).fill(Number.NaN)
  const sums = new Float64Array(n)
  const counts = new Int32Array(n)
  for (let t = 1; t <= dates.length; t++) {
    sums.fill(0)
    counts.fill(0)
    for (let s = Math.max(0, t - VOLUME_DATES); s < t; s++) {
      for (let i = 0; i < n; i++) {
        const cell = s * n + i
        const dollars = (close[cell] ?? Number.NaN) * (volume[cell] ?? Number.NaN)
        if (!(dollars > 0)) continue
        sums[i] = (sums[i] ?? 0) + dollars
        counts[i] = (counts[i] ?? 0) + 1
      }
    }
    for (const [i, count] of counts.entries()) {
      if (count >= LEAST_DATES) averages[t * n + i] = (sums[i] ?? 0) / count
    }
  }
  return averages
}
