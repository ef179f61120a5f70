import { annualisedCovariance, annualisedVolatility, RISK_DATES } from '../../src/accounts/risk.js'
import { DataNotReadyError } from '../../src/lib/errors.js'
import type { StoredSplit } from '../../src/store/splits.js'
import type { Loaders } from '../api/loaders.js'
import { decidedOn } from '../api/trading-dates.js'
import type { AssetValue } from '../catalogue/asset.type.js'
import { isPublished, type PublishedSplit, predecessorOf } from '../performance/predecessor.js'

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
  const segments = await segmentsBefore(split, date, loaders)
  const returns = await Promise.all(
    segments.map(async ({ split: of, dates }) => {
      const { contentId, scoredTo } = of.current
      const range = { contentId, from: of.testFrom, to: scoredTo ?? date }
      const days = await loaders.factorReturnsBetween.load(range)
      const wanted = new Set(dates)
      return days.filter((day) => wanted.has(day.date)).map(({ values }) => values)
    }),
  )
  const covariance = annualisedCovariance(returns.flat())
  if (covariance) return covariance
  throw tooFew(split, date, returns.flat().length)
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
  const { contentId } = await decidedOn(split, date, loaders)
  if (split.factorCount === 0) return [] // no factors, no residuals
  const segments = await segmentsBefore(split, date, loaders)
  const [byFactor, axis, residuals] = await Promise.all([
    loaders.betasOn.load({ contentId, date }),
    loaders.axis.load(split.datasetId),
    Promise.all(
      segments.map(({ split: of, dates }) =>
        loaders.residualsBetween.load({
          contentId: of.current.contentId,
          from: dates[0],
          to: dates[dates.length - 1],
        }),
      ),
    ),
  ])
  const days = residuals.flat()
  const known = axis.flatMap((asset) => {
    if (typeof byFactor[0]?.[asset.position] !== 'number') return []
    const value = annualisedVolatility(days.map(({ values }) => values[asset.position]))
    return value === null ? [] : [{ asset, value }]
  })
  if (known.length > 0) return known
  throw tooFew(split, date, days.length)
}

interface Segment {
  readonly split: PublishedSplit
  /** Chronological, never empty. */
  readonly dates: readonly string[]
}

/** The last 252 published dates before `date`, by the split that they belong to, oldest first. */
async function segmentsBefore(
  split: StoredSplit,
  date: string,
  loaders: Loaders,
): Promise<Segment[]> {
  const segments: Segment[] = []
  let left = RISK_DATES
  let at: StoredSplit | null = split
  while (at && isPublished(at) && left > 0) {
    const rows = await loaders.accountRows.load(at.current.id)
    const before = rows.map((row) => row.date).filter((known) => known < date)
    const dates = before.slice(-left)
    if (dates.length > 0) segments.unshift({ split: at, dates })
    left -= dates.length
    at = await predecessorOf(at, loaders)
  }
  return segments
}

function tooFew({ name }: StoredSplit, date: string, dates: number): DataNotReadyError {
  return new DataNotReadyError(
    `date: ${dates} dates are published before ${date} in ${name} and the splits before it, and ` +
      'risk figures need 20',
  )
}
