import { mean } from './statistics.js'

export const LOOKBACK = 60

/**
 * `(X − m) / σ_eq` of the cumulative residual X of the last 60 dates, with the mean m and the standard
 * deviation σ_eq of an AR(1) fitted to it (Avellaneda and Lee, 2010); null before, and where it does not revert.
 */
export function sScores(residuals: readonly number[]): (number | null)[] {
  return residuals.map((_, t) =>
    t + 1 < LOOKBACK ? null : scoreOf(residuals.slice(t + 1 - LOOKBACK, t + 1)),
  )
}

function scoreOf(residuals: readonly number[]): number | null {
  let sum = 0
  const path = residuals.map((value) => {
    sum += value
    return sum
  })
  const [x, y] = [path.slice(0, -1), path.slice(1)]
  const [mx, my] = [mean(x), mean(y)]
  const square = x.reduce((total, value) => total + (value - mx) ** 2, 0)
  const product = x.reduce((total, value, i) => total + (value - mx) * ((y[i] ?? my) - my), 0)
  const b = product / square
  if (!(b > 0 && b < 1)) return null
  const a = my - b * mx
  const noise = mean(x.map((value, i) => ((y[i] ?? 0) - a - b * value) ** 2))
  const sd = Math.sqrt(noise / (1 - b * b))
  return sd > 0 ? (sum - a / (1 - b)) / sd : null
}
