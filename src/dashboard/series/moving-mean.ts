import { mean } from './statistics.js'

/** Mean of the values known among the last `count`; null until so many have passed. */
export function movingMean(values: readonly (number | null)[], count: number): (number | null)[] {
  return values.map((_, t) => {
    if (t + 1 < count) return null
    const known = values.slice(t + 1 - count, t + 1).filter((value) => value !== null)
    return known.length === 0 ? null : mean(known)
  })
}
