import { CATALOGUE } from '../../src/catalogue.js'
import { BOOTSTRAP, computation } from './computations.js'
import { type CostRule, rows } from './cost.js'
import { atMost } from './counts.js'
import { assetsOf, at, datesIn, type Place } from './place.js'
import type { Read } from './reads.js'
import { datesBefore, volatilities } from './risk.js'

/** A row for each date, from its stored measures. */
export const eachPredictedDate: CostRule = (args, place) => [
  { times: datesIn(place, args), place, reads: measuredReads(place) },
]

/** Measures of the predictions over a range. */
export const predictionMeasures: CostRule = (args, place) => [
  {
    times: 1,
    place: { ...place, range: args },
    reads: measuredReads(place),
    computes: computation('measures', place, args),
  },
]

/** One value, from the measures of every date of the splits. */
export const rankIC: CostRule = (_, place) => [
  {
    times: 1,
    place,
    reads: measuredReads(place),
    computes: computation('measures', place, place.range),
  },
]

/** The difference of two strategies' Rank ICs, with its interval. */
export const rankICInterval: CostRule = (args, place) => [
  ...rankIC(args, place).map((spread) => ({ ...spread, work: BOOTSTRAP })),
]

/** A row for each date and latent factor, the next date of a live split included. */
export const eachLatent: CostRule = (args, place) => {
  const { latentCount = 0, current } = place.split ?? {}
  const dates = datesIn(place, args) + (current?.nextDate ? 1 : 0)
  return rows(dates * latentCount, place)
}

/** A row for each asset of the largest `top`; from the residuals where the strategy predicts nothing. */
export const riskiestAssets: CostRule = ({ top, date }, place) => [
  {
    times: atMost(top, assetsOf(place)),
    place,
    reads: residualsWithoutPredictions(place, date),
    computes: volatilitiesWithoutPredictions(place, date),
  },
]

/** Columns with a value for each asset, from the same. */
export const riskColumns: CostRule = ({ date }, place) => [
  {
    times: 1,
    place: { ...place, length: assetsOf(place) },
    reads: residualsWithoutPredictions(place, date),
    computes: volatilitiesWithoutPredictions(place, date),
  },
]

function residualsWithoutPredictions(place: Place, date: unknown): readonly Read[] {
  return predictsNothing(place) ? datesBefore(['residual'], place, date) : []
}

function volatilitiesWithoutPredictions(place: Place, date: unknown): readonly Read[] {
  return predictsNothing(place) ? volatilities(place, date) : []
}

function predictsNothing({ split }: Place): boolean {
  const info = CATALOGUE.find(({ name }) => name === split?.strategy)
  return info !== undefined && !info.has.predictions
}

/** Numbers that are stored of a date's predictions. */
const MEASURES = 17

/** Of whole splits, whatever the range. */
export function measuredReads(place: Place): readonly Read[] {
  const splits = place.split ? [place.split] : place.splits
  return splits.map((split) => ({
    key: `prediction measures ${split.id}`,
    values: MEASURES * datesIn(at(split, place), {}),
  }))
}
