import type { SeriesName } from '../../src/series.js'
import type { CostRule } from './cost.js'
import { assetsOf, factorsOf, type Place } from './place.js'
import { type Read, readsOf } from './reads.js'

/** Values that take as long to write as the volatility of one asset over 252 dates takes to compute. */
const PER_ASSET = 1
/** The same of one element of a covariance. */
const PER_ELEMENT = 0.5

/** The 252 dates before a date, as many as a split of a year has; each date has others. */
export function datesBefore(
  series: readonly SeriesName[],
  place: Place,
  date: unknown,
): readonly Read[] {
  return readsOf(series, place).map(({ key, values }) => ({ key: `${key} ${date}`, values }))
}

/** Volatilities of all assets before a date, whether they are shown or not. */
export function volatilities(place: Place, date: unknown): readonly Read[] {
  const key = `volatilities ${place.split?.id} ${date}`
  return [{ key, values: PER_ASSET * assetsOf(place) }]
}

/** A row for each factor with a value for each, from their returns. */
export const factorCovariance: CostRule = ({ date }, place) => [
  {
    times: factorsOf(place),
    place: { ...place, length: factorsOf(place) },
    reads: datesBefore(['factor return'], place, date),
    computes: [
      {
        key: `covariance ${place.split?.id} ${date}`,
        values: PER_ELEMENT * factorsOf(place) ** 2,
      },
    ],
  },
]

/** A row for each asset, from its residuals. */
export const residualVolatility: CostRule = ({ date }, place) => [
  {
    times: assetsOf(place),
    place,
    reads: datesBefore(['residual'], place, date),
    computes: volatilities(place, date),
  },
]

/** Volatility of fixed weights, from the returns of all assets. */
export const portfolioVolatility: CostRule = (_, place) => [
  {
    times: 1,
    place,
    reads: datesBefore(['return'], place, 'of the portfolio'),
    work: PER_ASSET * assetsOf(place),
  },
]
