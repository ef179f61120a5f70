import type { CostRule } from './cost.js'
import { type Arguments, at, datesIn, type Place } from './place.js'
import type { Read } from './reads.js'

/** A row for each date, from its stored measures. */
export const eachPredictedDate: CostRule = (args, place) => [
  { times: datesIn(place, args), place, reads: measuredReads(place, args) },
]

/** Measures of the predictions over a range. */
export const predictionMeasures: CostRule = (args, place) => [
  { times: 1, place, reads: measuredReads(place, args) },
]

/** One value, from the measures of every date of the range of its measures. */
export const rankIC: CostRule = (_, place) => [
  { times: 1, place, reads: measuredReads(place, place.range) },
]

/** Numbers that are stored of a date's predictions. */
const MEASURES = 17

function measuredReads(place: Place, range: Arguments = {}): readonly Read[] {
  const splits = place.split ? [place.split] : place.splits
  return splits.map((split) => ({
    key: `prediction measures ${split.id}`,
    values: MEASURES * datesIn(at(split, place), range),
  }))
}
