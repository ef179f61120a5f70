import { type Arguments, datesIn, type Place } from './place.js'
import type { Read } from './reads.js'

/** Numbers of an asset in stored sums, and of one date of it that is not in them. */
const [SUMS, NUMBERS] = [8, 3]
/** Dates at most between two stored sums. */
const APART = 16

/** Of an asset, for a range of so many dates. */
function numbersOf(dates: number): number {
  return dates <= APART ? NUMBERS * dates : 2 * (SUMS + NUMBERS * APART)
}

/** Sums of a range by asset: those at its two ends, and the days from there to stored ones. */
export function sumReads(place: Place, range: Arguments = {}): readonly Read[] {
  const splits = place.split ? [place.split] : place.splits
  const { from, to } = range
  const named = JSON.stringify([from, to])
  return splits.map((split) => ({
    key: `sums ${split.id} ${named}`,
    values: () => numbersOf(datesIn({ ...place, split }, range)) * split.assetCount,
  }))
}
