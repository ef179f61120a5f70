import { mean, variance } from '../accounts/moments.js'
import { normalQuantile } from '../accounts/normal.js'
import { never } from '../lib/assert.js'
import { createRankNormaliser } from '../lib/rank.js'

/**
 * What a predictor learns of the returns `r` of a date's universe, n of them known:
 *
 * - `normalScore`: `Φ⁻¹((rank − ½) / n)`, ties with their average rank
 * - `z`: `(r − r̄) / sd`, population sd, clipped to ±5
 * - `rank`: `√12 ((rank − ½) / n − ½)`, uniform with variance 1
 * - `raw`: `100 (r − r̄)`, percent over the mean of the universe
 *
 * A Gaussian likelihood of heavy tails follows a few names, which normal scores avoid.
 */
export type LabelKind = 'normalScore' | 'z' | 'rank' | 'raw'

/** Where a z label is clipped. */
const Z_LIMIT = 5

/** A function that turns up to `capacity` known returns of one date into labels, in place. */
export function createStandardiser(
  kind: LabelKind,
  capacity: number,
): (values: Float64Array) => void {
  switch (kind) {
    case 'normalScore': {
      const scoreOf = createNormalScores()
      return createRankStandardiser(capacity, (rank, count) => scoreOf(rank, count))
    }
    case 'rank':
      return createRankStandardiser(
        capacity,
        (rank, count) => Math.sqrt(12) * ((rank - 0.5) / count - 0.5),
      )
    case 'z':
      return (values) => replace(values, zScores(values))
    case 'raw':
      return (values) => {
        const centre = mean(values)
        replace(values, (value) => 100 * (value - centre))
      }
    default:
      return never(kind)
  }
}

/** Replaces each value by a function of its average rank, 1 … n in half steps, and of n. */
function createRankStandardiser(
  capacity: number,
  of: (rank: number, count: number) => number,
): (values: Float64Array) => void {
  const normaliseRanks = createRankNormaliser(capacity)
  return (values) => {
    normaliseRanks(values)
    const count = values.length
    replace(values, (share) => of(Math.round(2 * count * (share + 0.5)) / 2, count))
  }
}

/** `Φ⁻¹((rank − ½) / n)`, each computed once: a date has few ranks, many dates one n. */
function createNormalScores(): (rank: number, count: number) => number {
  const known = new Map<number, Float64Array>()
  return (rank, count) => {
    const scores = known.get(count) ?? new Float64Array(2 * count + 1).fill(Number.NaN)
    known.set(count, scores)
    if (Number.isNaN(scores[2 * rank])) scores[2 * rank] = normalQuantile((rank - 0.5) / count)
    return scores[2 * rank]
  }
}

/** `(x − x̄) / sd` clipped; 0 where the values do not vary. */
function zScores(values: Float64Array): (value: number) => number {
  const centre = mean(values)
  const deviation = Math.sqrt(variance(values))
  if (deviation === 0) return () => 0
  return (value) => Math.min(Z_LIMIT, Math.max(-Z_LIMIT, (value - centre) / deviation))
}

function replace(values: Float64Array, of: (value: number) => number): void {
  for (let i = 0; i < values.length; i++) values[i] = of(values[i])
}
