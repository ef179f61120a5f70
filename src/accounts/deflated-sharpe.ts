import { mean, variance } from './moments.js'
import { normalCdf, normalQuantile } from './normal.js'

/** The Euler–Mascheroni constant. */
const EULER_GAMMA = 0.5772156649015329

/**
 * Expected largest daily Sharpe ratio of `trials` settings with a true Sharpe ratio of 0:
 *
 *     SR₀ = √V · ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))),  V = 1/T
 *
 * Bailey and López de Prado (2014), equation 1. V is the sampling variance of a Sharpe ratio of 0,
 * as if trials were independent, so for similar settings the deflation is too large
 * rather than too small. 0 for a single trial.
 */
export function expectedLargestSharpe(trials: number, dates: number): number {
  if (trials <= 1) return 0
  const expected =
    (1 - EULER_GAMMA) * normalQuantile(1 - 1 / trials) +
    EULER_GAMMA * normalQuantile(1 - 1 / (trials * Math.E))
  return expected / Math.sqrt(dates)
}

/**
 * Deflated Sharpe ratio: the probability that the true Sharpe ratio is above the expected
 * largest one of `trials` settings with a true Sharpe ratio of 0,
 *
 *     Φ( (SR − SR₀) √(T − 1) / √(1 − g₃ SR + (g₄ − 1)/4 · SR²) )
 *
 * with SR daily, g₃ the skewness and g₄ the kurtosis (3 for a normal) of the returns. Bailey and
 * López de Prado (2014), equation 2. Null below 3 dates or without variance.
 */
export function deflatedSharpe(returns: ArrayLike<number>, trials: number): number | null {
  const dates = returns.length
  if (dates < 3) return null
  const [centre, spread] = [mean(returns), Math.sqrt(variance(returns))]
  if (spread === 0) return null
  let [third, fourth] = [0, 0]
  for (let t = 0; t < dates; t++) {
    const z = (returns[t] - centre) / spread
    third += z ** 3 / dates
    fourth += z ** 4 / dates
  }
  const sharpe = centre / spread
  const error = 1 - third * sharpe + ((fourth - 1) / 4) * sharpe ** 2
  if (error <= 0) return null
  const excess = sharpe - expectedLargestSharpe(trials, dates)
  return normalCdf((excess * Math.sqrt(dates - 1)) / Math.sqrt(error))
}
