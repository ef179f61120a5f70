import { type AxisValues, isMissing } from './axis-values.js'
import { mean, TRADING_DAYS, variance } from './moments.js'

/** Number of dates of a risk figure, and the fewest. */
export const RISK_DATES = 252
const RISK_MINIMUM_DATES = 20

/**
 * `Cov_kl = d/T · Σ_t (F_tk − F̄_k)(F_tl − F̄_l)`, `[K, K]`: annualised population covariance over
 * the dates on which every series is known, d dates a year. Null below 20 of them.
 */
export function annualisedCovariance(
  days: readonly AxisValues[],
  datesPerYear = TRADING_DAYS,
): number[][] | null {
  const known = days.filter((values) => !Array.from(values).some(isMissing))
  if (known.length < RISK_MINIMUM_DATES) return null
  const columns = Array.from(known[0], (_, k) => {
    const column = known.map((values) => Number(values[k]))
    const centre = mean(column)
    return column.map((value) => value - centre)
  })
  return columns.map((x) => columns.map((y) => (datesPerYear * dot(x, y)) / known.length))
}

/** Annualised population sd over the dates that have a value; null below 20 of them. */
export function annualisedVolatility(
  series: AxisValues,
  datesPerYear = TRADING_DAYS,
): number | null {
  const known = Array.from(series).filter((value) => !isMissing(value))
  if (known.length < RISK_MINIMUM_DATES) return null
  return Math.sqrt(variance(known.map(Number)) * datesPerYear)
}

/**
 * Volatility of a portfolio with constant weights: annualised population sd of `Σ_i p_i
 * R_ti` over the dates of `returns`, with a missing return counted as 0. Null below 20 dates.
 */
export function fixedWeightVolatility(
  portfolio: AxisValues,
  returns: readonly AxisValues[],
  datesPerYear = TRADING_DAYS,
): number | null {
  const earned = returns.map((values) => dot(portfolio, values))
  return annualisedVolatility(earned, datesPerYear)
}

/** `Σ x_i y_i`, with missing values counted as 0. */
export function dot(x: AxisValues, y: AxisValues): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i], y[i]]
    if (!isMissing(a) && !isMissing(b)) sum += a * b
  }
  return sum
}
