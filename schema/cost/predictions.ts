import type { CostRule } from './cost.js'
import { type Arguments, datesIn, type Place } from './place.js'
import { type Read, readsOf } from './reads.js'

/** A row for each date, measured from its predictions and returns. */
export const eachPredictedDate: CostRule = (args, place) => [
  { times: datesIn(place, args), place, reads: predictedReads(place, args) },
]

/** Measures of the predictions over a range. */
export const predictionMeasures: CostRule = (args, place) => [
  { times: 1, place, reads: predictedReads(place, args) },
]

/** One value, from every prediction and return of the range of its measures. */
export const rankIC: CostRule = (_, place) => [
  { times: 1, place, reads: predictedReads(place, place.range) },
]

function predictedReads(place: Place, range: Arguments | undefined): readonly Read[] {
  return readsOf(['predicted mean', 'predicted risk', 'return'], place, range)
}
