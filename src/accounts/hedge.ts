import { type AxisValues, isMissing } from './axis-values.js'
import { dot } from './risk.js'

/** The factors of a date over the asset axis; missing outside its universe. */
export interface FactorModel {
  /** Rows of W, `[K]`: the asset weights of each factor. */
  readonly factorWeights: readonly AxisValues[]
  /** Columns of β, `[K]`: the sensitivities of the assets to each factor. */
  readonly betas: readonly AxisValues[]
}

export interface Hedge {
  /** `[K]` */
  readonly exposures: readonly number[]
  /** `[K]` */
  readonly exposuresAfter: readonly number[]
  /** Over the asset axis. */
  readonly trades: Float64Array
  /** Over the asset axis. */
  readonly hedged: Float64Array
}

/**
 * Hedges a portfolio p with the factors' own portfolios: exposures `e = βᵀp`, trades `−Wᵀe`, so that
 * the hedged portfolio is `p − Wᵀβᵀp = Φᵀp` with `Φ = I − βW` (Attention Factors, section 2).
 * Exposures after, `βᵀΦᵀp`, are near 0, and 0 where β has no ridge.
 */
export function hedgeOf(portfolio: Float64Array, { factorWeights, betas }: FactorModel): Hedge {
  const exposures = betas.map((beta) => dot(portfolio, beta))
  const trades = new Float64Array(portfolio.length)
  factorWeights.forEach((weights, k) => {
    for (let i = 0; i < trades.length; i++) {
      const weight = weights[i]
      if (!isMissing(weight)) trades[i] -= exposures[k] * weight
    }
  })
  const hedged = portfolio.map((weight, i) => weight + trades[i])
  return { exposures, trades, hedged, exposuresAfter: betas.map((beta) => dot(hedged, beta)) }
}
