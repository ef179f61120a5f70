import { annualisedCovariance, RISK_DATES } from '../../src/accounts/risk.js'
import { DataNotReadyError } from '../../src/lib/errors.js'
import { takeTurn } from '../../src/lib/turns.js'
import { isPublished } from '../../src/performance/chain.js'
import { residualVolatilities } from '../../src/performance/residual-volatilities.js'
import { type Segment, segmentsBefore } from '../../src/performance/segments.js'
import { splitHas } from '../../src/performance/split-parts.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import type { Loaders } from '../api/loaders.js'
import { decidedOn } from '../api/trading-dates.js'
import type { AssetValue } from '../catalogue/asset.type.js'

/**
 * Covariance of the factor returns published on the 252 dates before `date`, `[K, K]`, annualised.
 * Dates before the split's own are those of the splits before it, by factor index.
 */
export async function factorCovarianceOn(
  split: StoredSplit,
  date: string,
  loaders: Loaders,
): Promise<number[][]> {
  await decidedOn(split, date, loaders)
  if (split.factorCount === 0) return []
  const segments = await segmentsBefore(split, { date, count: RISK_DATES }, loaders)
  const returns = await Promise.all(
    segments.map((segment) => loaders.factorReturnsBetween.load(rangeIn(segment))),
  )
  const days = returns.flat().map(({ values }) => values)
  await takeTurn()
  const covariance = annualisedCovariance(days, split.datesPerYear)
  if (covariance) return covariance
  throw tooFew(split, date, days.length)
}

/**
 * Volatility of each asset's residuals published on the 252 dates before `date`, annualised, over
 * the universe of the date; assets with fewer than 20 of them are left out.
 */
export async function residualVolatilityOn(
  split: StoredSplit,
  date: string,
  loaders: Loaders,
): Promise<AssetValue[]> {
  await decidedOn(split, date, loaders)
  if (!splitHas(split, 'residuals') || !isPublished(split)) return []
  const axis = await loaders.axis.load(split.datasetId)
  const { dates, values } = await residualVolatilities(loaders, split, date)
  const known = axis.flatMap((asset) => {
    const value = values[asset.position] ?? Number.NaN
    return Number.isNaN(value) ? [] : [{ asset, value }]
  })
  if (known.length > 0) return known
  throw tooFew(split, date, dates)
}

function rangeIn({ split, from, to }: Segment) {
  return { contentId: split.current.contentId, from, to }
}

function tooFew({ name }: StoredSplit, date: string, dates: number): DataNotReadyError {
  return new DataNotReadyError(
    `date: ${dates} dates are published before ${date} in ${name} and the splits before it, and ` +
      'risk figures need 20',
  )
}
