import { type AxisValues, isMissing } from '../axis-values.js'
import { TRADING_DAYS } from '../moments.js'
import { regress } from './regression.js'

export interface Alpha {
  /** Annualised intercept (times the dates a year), a fraction. */
  readonly alpha: number
  /** Of the intercept, Newey and West. */
  readonly tStatistic: number
  /** `[K]` sensitivities to the factors. */
  readonly betas: readonly number[]
  /** Dates on which the return and every factor are known. */
  readonly days: number
}

/**
 * `return_t = α + Σ_k b_k F_tk + e_t`: the mean of a return series that given factor
 * returns do not explain, with the t-statistic of Newey and West. The series is not in excess of a risk-free
 * rate. `factors` is `[T]` of `[K]`; dates with a missing value are left out. Null where too few
 * dates are known.
 */
export function alphaOf(
  returns: AxisValues,
  factors: readonly AxisValues[],
  datesPerYear = TRADING_DAYS,
): Alpha | null {
  const known = factors.flatMap((values, t) =>
    isMissing(returns[t]) || values.length === 0 || Array.from(values).some(isMissing) ? [] : [t],
  )
  const fit = regress(
    known.map((t) => Number(returns[t])),
    known.map((t) => Array.from(factors[t], Number)),
  )
  if (fit === null || fit.standardErrors[0] === 0) return null
  const [intercept, ...betas] = fit.coefficients
  return {
    alpha: intercept * datesPerYear,
    tStatistic: intercept / fit.standardErrors[0],
    betas,
    days: known.length,
  }
}
