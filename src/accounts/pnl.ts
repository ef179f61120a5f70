import type { DayAccount } from './account.js'
import { type CostRates, costOf, DEFAULT_COST_RATES } from './costs.js'

export interface AccountRow extends DayAccount {
  readonly date: string
}

export interface PnlRow extends AccountRow {
  readonly cost: number
  readonly net: number
  /** `Σ net` from the first row on: unit notional, not compounded. */
  readonly cumulativeNet: number
}

/** `net = gross − cost` and its running sum. */
export function pnlOf(
  rows: readonly AccountRow[],
  rates: CostRates = DEFAULT_COST_RATES,
): PnlRow[] {
  let cumulativeNet = 0
  return rows.map(({ date, gross, turnover, shortExposure }) => {
    const cost = costOf({ turnover, shortExposure }, rates)
    const net = gross - cost
    cumulativeNet += net
    return { date, gross, turnover, shortExposure, cost, net, cumulativeNet }
  })
}
