/** The standard normal distribution function Φ, to about 1e-15. */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  return x < 0 ? upperTail(-x) : 1 - upperTail(x)
}

/** Above it the continued fraction of the tail converges fast, below it the power series. */
const SERIES_END = 3

/** `1 − Φ(x)` for x ≥ 0: Abramowitz and Stegun, 26.2.11 and 26.2.14. */
function upperTail(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  if (x < SERIES_END) {
    let [term, sum] = [x, x]
    for (let n = 3; Math.abs(term) > 1e-17; n += 2) {
      term *= (x * x) / n
      sum += term
    }
    return 0.5 - density * sum
  }
  let fraction = 0
  for (let n = 80; n > 0; n--) fraction = n / (x + fraction)
  return density / (x + fraction)
}

/** `Φ⁻¹(p)` for p in (0, 1), by bisection of Φ. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return Number.NaN
  if (p > 0.5) return -normalQuantile(1 - p) // the lower tail keeps its digits
  let [low, high] = [-38, 0]
  for (let step = 0; step < 100 && high - low > 1e-15; step++) {
    const middle = (low + high) / 2
    if (normalCdf(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
