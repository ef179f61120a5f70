import { leastSquares } from '../tensor/least-squares.js'

/**
 * Loadings of n assets on K factors whose returns are given: `R ≈ F β` by ordinary least squares
 * without intercept, over T dates. `returns` is `[T, n]`, `factors` `[T, K]`, both complete; the answer
 * `[K, n]`, row k the sensitivities to factor k. (Guijarro-Ordonez, Pelger and Zanotti, "Deep Learning
 * Statistical Arbitrage", Fama-French residuals.)
 */
export function factorLoadings(
  returns: Float64Array,
  factors: Float64Array,
  factorCount: number,
): Float64Array {
  const dates = factors.length / factorCount
  const regressors = new Float64Array(factors.length)
  for (let t = 0; t < dates; t++) {
    for (let k = 0; k < factorCount; k++) regressors[k * dates + t] = factors[t * factorCount + k]
  }
  return leastSquares(regressors, returns, { count: factorCount, dates })
}
