import { mean, TRADING_DAYS, variance } from './moments.js'

/** Daily volatility below which a ratio over it is rounding. */
const LEAST_VOLATILITY = 1e-9

/**
 * `x̄ / sd · √d`, d dates a year (252 by default), population sd, no risk-free rate; null below two days or
 * where sd is below 1e-9.
 */
export function annualisedSharpe(
  returns: ArrayLike<number>,
  datesPerYear = TRADING_DAYS,
): number | null {
  const daily = dailySharpe(returns)
  return daily === null ? null : daily * Math.sqrt(datesPerYear)
}

/**
 * Standard error of the annualised Sharpe ratio: `√((1 + SR²/2) / T) · √d`, SR daily, d dates a year.
 * Lo (2002), "The Statistics of Sharpe Ratios", independent returns, annualised like the ratio.
 */
export function sharpeStandardError(
  returns: ArrayLike<number>,
  datesPerYear = TRADING_DAYS,
): number | null {
  const daily = dailySharpe(returns)
  if (daily === null) return null
  return Math.sqrt(((1 + daily ** 2 / 2) / returns.length) * datesPerYear)
}

function dailySharpe(returns: ArrayLike<number>): number | null {
  if (returns.length < 2) return null
  const volatility = Math.sqrt(variance(returns))
  return volatility < LEAST_VOLATILITY ? null : mean(returns) / volatility
}
