/** Trading and short costs in basis points of the amount. */
export interface CostRates {
  /** Of turnover, `Σ|w_t − w_(t−1)|`, two-sided. */
  readonly tradingCostBps: number
  /** Of short exposure, per day. */
  readonly shortCostBps: number
}

export const DEFAULT_COST_RATES: CostRates = { tradingCostBps: 5, shortCostBps: 1 }

export const BASIS_POINT = 1e-4

export interface CostBase {
  readonly turnover: number
  readonly shortExposure: number
}

/** `cost = tradingCostBps·1e-4·turnover + shortCostBps·1e-4·shortExposure`, positive. */
export function costOf({ turnover, shortExposure }: CostBase, rates: CostRates): number {
  return (
    rates.tradingCostBps * BASIS_POINT * turnover + rates.shortCostBps * BASIS_POINT * shortExposure
  )
}
