import { mean, TRADING_DAYS, variance } from './moments.js'

/** `x̄ / sd · √252`, population sd, no risk-free rate; null below two days or without variance. */
export function annualisedSharpe(returns: ArrayLike<number>): number | null {
  const daily = dailySharpe(returns)
  return daily === null ? null : daily * Math.sqrt(TRADING_DAYS)
}

/**
 * Standard error of the annualised Sharpe ratio: `√((1 + SR²/2) / T) · √252`, SR daily.
 * Lo (2002), "The Statistics of Sharpe Ratios", independent returns, annualised like the ratio.
 */
export function sharpeStandardError(returns: ArrayLike<number>): number | null {
  const daily = dailySharpe(returns)
  if (daily === null) return null
  return Math.sqrt(((1 + daily ** 2 / 2) / returns.length) * TRADING_DAYS)
}

function dailySharpe(returns: ArrayLike<number>): number | null {
  if (returns.length < 2) return null
  const spread = variance(returns)
  return spread === 0 ? null : mean(returns) / Math.sqrt(spread)
}
