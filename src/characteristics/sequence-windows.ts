/**
 * Statistics of the last n values of a column, ending at t: each result is computed from its own
 * window alone, in two passes, so that it does not depend on earlier or later values. NaN before the first
 * full window and where any value of the window is NaN.
 */

/** A sum of squared deviations below this share of the sum of squares is rounding: a constant. */
const CONSTANT = 1e-24

/** `√(Σ (x − x̄)² / n)`, population standard deviation. */
export function windowDeviation(x: Float64Array, n: number): Float64Array {
  return overWindows(x.length, n, (start) => Math.sqrt(squaredDeviations(x, start, n) / n))
}

/** `sd / x̄`, population sd; NaN where the mean is 0. */
export function windowVariation(x: Float64Array, n: number): Float64Array {
  return overWindows(
    x.length,
    n,
    (start) => Math.sqrt(squaredDeviations(x, start, n) / n) / meanOf(x, start, n),
  )
}

/**
 * `R² = (Σ τ_j x_j)² / (Σ τ² Σ (x − x̄)²)` of the least-squares line through the window, with `τ_j = j − (n − 1)/2`;
 * 0 where x is constant.
 */
export function trendFit(x: Float64Array, n: number): Float64Array {
  const timeSquares = timeSquaresOf(n)
  return overWindows(x.length, n, (start) => {
    const spread = squaredDeviations(x, start, n)
    if (spread === 0) return 0
    const slope = timeProducts(x, start, n) / timeSquares
    return (slope * slope * timeSquares) / spread
  })
}

/** `(x_t − line_t) / x_t`: distance of the last value from the least-squares line at its date. */
export function trendGap(x: Float64Array, n: number): Float64Array {
  const timeSquares = timeSquaresOf(n)
  return overWindows(x.length, n, (start) => {
    const slope = timeProducts(x, start, n) / timeSquares
    const last = x[start + n - 1]
    return (last - meanOf(x, start, n) - (slope * (n - 1)) / 2) / last
  })
}

/** Pearson correlation of x and y over the window; 0 where one of them is constant. */
export function windowCorrelation(x: Float64Array, y: Float64Array, n: number): Float64Array {
  return overWindows(x.length, n, (start) => {
    const [meanX, meanY] = [meanOf(x, start, n), meanOf(y, start, n)]
    let [xx, yy, xy] = [0, 0, 0]
    for (let s = start; s < start + n; s++) {
      const dx = x[s] - meanX
      const dy = y[s] - meanY
      xx += dx * dx
      yy += dy * dy
      xy += dx * dy
    }
    if (isConstant(xx, meanX, n) || isConstant(yy, meanY, n)) return 0
    return xy / Math.sqrt(xx * yy)
  })
}

function overWindows(length: number, n: number, of: (start: number) => number): Float64Array {
  const values = new Float64Array(length).fill(Number.NaN)
  for (let t = n - 1; t < length; t++) values[t] = of(t - n + 1)
  return values
}

function meanOf(x: Float64Array, start: number, n: number): number {
  let sum = 0
  for (let s = start; s < start + n; s++) sum += x[s]
  return sum / n
}

/** `Σ (x − x̄)²`; exactly 0 for a constant. */
function squaredDeviations(x: Float64Array, start: number, n: number): number {
  const mean = meanOf(x, start, n)
  let deviations = 0
  for (let s = start; s < start + n; s++) deviations += (x[s] - mean) * (x[s] - mean)
  return isConstant(deviations, mean, n) ? 0 : deviations
}

function isConstant(deviations: number, mean: number, n: number): boolean {
  return deviations <= CONSTANT * n * mean * mean
}

/** `Σ τ_j (x_j − x̄)` with `τ_j = j − (n − 1)/2`. */
function timeProducts(x: Float64Array, start: number, n: number): number {
  const mean = meanOf(x, start, n)
  let sum = 0
  for (let j = 0; j < n; j++) sum += (j - (n - 1) / 2) * (x[start + j] - mean)
  return sum
}

/** `Σ τ² = n (n² − 1) / 12` */
function timeSquaresOf(n: number): number {
  return (n * (n * n - 1)) / 12
}
