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
  const known = new Float64Array(VOLUME_DATES * n) // dollars of the last dates, 0 where not known
  const counts = new Int32Array(n)
  const sums = new Float64Array(n)
  for (let t = 1; t <= dates.length; t++) {
    const at = ((t - 1) % VOLUME_DATES) * n
    for (let i = 0; i < n; i++) {
      const cell = (t - 1) * n + i
      const dollars = (close[cell] ?? Number.NaN) * (volume[cell] ?? Number.NaN)
      const isKnown = dollars > 0
      counts[i] = (counts[i] ?? 0) + (isKnown ? 1 : 0) - ((known[at + i] ?? 0) > 0 ? 1 : 0)
      known[at + i] = isKnown ? dollars : 0
    }
    sumOldestFirst(sums, known, t)
    for (let i = 0; i < n; i++) {
      const count = counts[i] ?? 0
      if (count >= LEAST_DATES) averages[t * n + i] = (sums[i] ?? 0) / count
    }
  }
  return averages
}

/** The sums of the rows of a ring whose oldest is that of t, added in the order of their dates. */
function sumOldestFirst(sums: Float64Array, ring: Float64Array, t: number): void {
  const n = sums.length
  sums.fill(0)
  for (let age = 0; age < VOLUME_DATES; age++) {
    const row = ring.subarray(((t + age) % VOLUME_DATES) * n, (((t + age) % VOLUME_DATES) + 1) * n)
    for (let i = 0; i < n; i++) sums[i] = (sums[i] ?? 0) + (row[i] ?? 0)
  }
}
