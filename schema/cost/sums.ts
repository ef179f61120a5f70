import { type Arguments, at, datesIn, type Place } from './place.js'
import type { Read } from './reads.js'

/** Numbers of an asset in stored sums, and of one date of it that is not in them. */
const [SUMS, NUMBERS] = [8, 3]
/** Dates at most between two stored sums. */
const APART = 16

/** Sums of a range by asset: those at its two ends, and the days from there to stored ones. */
export function sumReads(place: Place, range: Arguments = {}): readonly Read[] {
  const splits = place.split ? [place.split] : place.splits
  const { from, to } = range
  return splits.map((split) => {
    const dates = datesIn(at(split, place), range)
    const each = dates <= APART ? NUMBERS * dates : 2 * (SUMS + NUMBERS * APART)
    const key = `sums ${split.id} ${JSON.stringify([from, to])}`
    return { key, values: each * split.assetCount }
  })
}
