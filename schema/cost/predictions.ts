import { CATALOGUE } from '../../src/catalogue.js'
import { type CostRule, rows } from './cost.js'
import { atMost } from './counts.js'
import { type Arguments, assetsOf, at, datesIn, type Place } from './place.js'
import { type Read, readsOf } from './reads.js'

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

/** A row for each date and latent factor, the next date of a live split included. */
export const eachLatent: CostRule = (args, place) => {
  const { latentCount = 0, current } = place.split ?? {}
  const dates = datesIn(place, args) + (current?.nextDate ? 1 : 0)
  return rows(dates * latentCount, place)
}

/** A row for each asset of the largest `top`; from the residuals where the strategy predicts nothing. */
export const riskiestAssets: CostRule = ({ top }, place) => [
  { times: atMost(top, assetsOf(place)), place, reads: residualsWithoutPredictions(place) },
]

/** Columns with a value for each asset, from the same. */
export const riskColumns: CostRule = (_, place) => [
  {
    times: 1,
    place: { ...place, length: assetsOf(place) },
    reads: residualsWithoutPredictions(place),
  },
]

function residualsWithoutPredictions(place: Place): readonly Read[] {
  const info = CATALOGUE.find(({ name }) => name === place.split?.strategy)
  return info && !info.has.predictions ? readsOf(['residual'], place) : []
}

/** Numbers that are stored of a date's predictions. */
const MEASURES = 17

export function measuredReads(place: Place, range: Arguments = {}): readonly Read[] {
  const splits = place.split ? [place.split] : place.splits
  return splits.map((split) => ({
    key: `prediction measures ${split.id}`,
    values: MEASURES * datesIn(at(split, place), range),
  }))
}
