import { normalCdf } from './normal.js'
import type { PredictedDay } from './prediction-day.js'

/** Lower bounds of the bins of |z|; the last bin has no upper bound. */
const BOUNDS = [0, 0.5, 1, 1.5, 2, 2.5, 3] as const

/** How many |z| lie in each bin. */
export type ZCounts = readonly number[]

/** A bin of `|z| = |realised − mean| / risk`. */
export interface ReliabilityBin {
  readonly from: number
  /** Null for the last bin. */
  readonly to: number | null
  /** Share of all |z| in `from ≤ |z| < to`. */
  readonly share: number
  /** `2 (Φ(to) − Φ(from))`: the share where returns are normal with that mean and risk. */
  readonly expected: number
}

/** Counts of a date by bin, over the names with a mean, a return and a risk above 0. */
export function zCountsOf({ mean, risk = [], realised }: PredictedDay): ZCounts {
  const counts = BOUNDS.map(() => 0)
  for (let i = 0; i < risk.length; i++) {
    const size = Math.abs(Number(realised[i]) - Number(mean[i])) / Number(risk[i])
    if (!(Number(risk[i]) > 0) || !Number.isFinite(size)) continue
    const bin = BOUNDS.findLastIndex((bound) => size >= bound)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}

/** The bins over all dates; none where nothing was counted. */
export function reliabilityOf(days: readonly ZCounts[]): ReliabilityBin[] {
  const counts = BOUNDS.map((_, bin) => days.reduce((sum, day) => sum + (day[bin] ?? 0), 0))
  const all = counts.reduce((sum, count) => sum + count, 0)
  if (all === 0) return []
  return BOUNDS.map((from, bin) => {
    const to = BOUNDS[bin + 1] ?? null
    const above = to === null ? 1 : normalCdf(to)
    return { from, to, share: (counts[bin] ?? 0) / all, expected: 2 * (above - normalCdf(from)) }
  })
}
