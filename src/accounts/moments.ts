/** Trading days in a year of New York, which annualise where no other number is given. */
export const TRADING_DAYS = 252

/** Arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}

/** Population variance `(1/T) Σ (x − x̄)²`; exactly 0 where all values are equal. */
export function variance(values: ArrayLike<number>): number {
  const centre = mean(values)
  let [sum, constant] = [0, true]
  for (let i = 0; i < values.length; i++) {
    sum += (values[i] - centre) ** 2
    constant &&= values[i] === values[0]
  }
  return constant ? 0 : sum / values.length
}

/** `Cov(y, x) / Var(x)`; null where x does not vary or there are fewer than two values. */
export function betaOf(y: ArrayLike<number>, x: ArrayLike<number>): number | null {
  const spread = variance(x)
  if (x.length < 2 || spread === 0) return null
  return covarianceOf(y, x) / spread
}

/** `Cov(y, x) / (sd(y) sd(x))`, population moments; null where either does not vary. */
export function correlationOf(y: ArrayLike<number>, x: ArrayLike<number>): number | null {
  const spread = Math.sqrt(variance(y) * variance(x))
  if (x.length < 2 || spread === 0) return null
  return Math.min(1, Math.max(-1, covarianceOf(y, x) / spread))
}

/** Population covariance `(1/T) Σ (y − ȳ)(x − x̄)`. */
function covarianceOf(y: ArrayLike<number>, x: ArrayLike<number>): number {
  const [meanY, meanX] = [mean(y), mean(x)]
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (y[i] - meanY) * (x[i] - meanX)
  return sum / x.length
}

/** Sample variance `Σ (x − x̄)² / (T − 1)`; NaN below two values. */
export function sampleVariance(values: ArrayLike<number>): number {
  return (variance(values) * values.length) / (values.length - 1)
}

/** Linear between the order statistics of ascending values; NaN for no values. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (at - below) * (sorted[above] - sorted[below])
}
