import { UserError } from '../../src/lib/errors.js'
import { splitHas } from '../../src/performance/split-parts.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import type { Loaders } from '../api/loaders.js'
import { publishedOf } from '../api/trading-dates.js'
import { residualVolatilityOn } from '../factors/risk.js'
import { predictedOn } from './predicted-on.js'
import type { AssetRisk } from './risk-forecast.type.js'

export interface RiskOfDate {
  readonly assets: readonly AssetRisk[]
  /** Data version of the publication. */
  readonly version: number
}

/**
 * The specific risk of the assets of a date's universe, in the order of the axis: what a predictor predicts,
 * or the daily volatility of the residuals before the date; an error where the split has neither.
 */
export async function riskOn(
  split: StoredSplit,
  date: string,
  loaders: Loaders,
): Promise<RiskOfDate> {
  if (splitHas(split, 'predictions')) return predictedOn(split, date, loaders)
  if (!splitHas(split, 'residuals')) {
    throw new UserError(
      `strategy: ${split.strategy} has neither predictions nor residuals, and so no risk of assets`,
    )
  }
  const volatilities = await residualVolatilityOn(split, date, loaders)
  const { version } = publishedOf(split)
  const daily = ({ value, ...rest }: (typeof volatilities)[number]) => ({
    ...rest,
    risk: value / Math.sqrt(split.datesPerYear),
  })
  return { version, assets: volatilities.map(daily) }
}
