export interface Position {
  readonly currentWeight: number
  readonly targetWeight: number
  readonly price: number | null
}

export interface Trade {
  readonly trade: number
  readonly notional: number | null
  readonly shares: number | null
}

/**
 * `trade = target − current`, `notional = trade · capital`, and `shares` = notional / price in whole
 * lots, rounded towards 0. Null without a capital or a price.
 */
export function tradeOf(
  { currentWeight, targetWeight, price }: Position,
  { capital, lot = 1 }: { capital: number | null; lot?: number },
): Trade {
  const trade = targetWeight - currentWeight
  const notional = capital === null ? null : trade * capital
  const shares =
    notional === null || price === null || price <= 0
      ? null
      : Math.trunc(notional / price / lot) * lot + 0
  return { trade, notional, shares }
}
