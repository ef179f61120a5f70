/**
 * Sums and maxima over the last n dates of a column, NaN counting as absent.
 *
 * Time is cut into blocks of n dates; a window is the tail of one block and the head of the next,
 * so a result is computed only from its own window: without subtraction, so that earlier values
 * leave no rounding error, and without later values.
 */

/** A variance below this share of the mean square is a rounding error of a constant. */
const VARIANCE_ROUNDING = 1e-12

/** `S_t = Σ_{s = t−n+1 … t} x_s` over the known values. */
export function rollingSum(x: Float64Array, n: number): Float64Array {
  const sums = new Float64Array(x.length)
  for (let start = 0; start < x.length; start += n) {
    const end = Math.min(start + n, x.length)
    let head = 0
    for (let t = start; t < end; t++) {
      if (!Number.isNaN(x[t])) head += x[t]
      sums[t] = head
    }
    // joins the tail of the previous block and the heads of this one
    let tail = 0
    for (let t = start - 1; t > start - n && t >= 0; t--) {
      if (!Number.isNaN(x[t])) tail += x[t]
      if (t + n - 1 < end) sums[t + n - 1] += tail
    }
  }
  return sums
}

/** Number of known values among the last n. */
export function rollingCount(x: Float64Array, n: number): Int32Array {
  const counts = new Int32Array(x.length)
  let count = 0
  for (let t = 0; t < x.length; t++) {
    if (!Number.isNaN(x[t])) count++
    if (t >= n && !Number.isNaN(x[t - n])) count--
    counts[t] = count
  }
  return counts
}

/** The largest known value among the last n; NaN where fewer than `least` are known. */
export function rollingMax(x: Float64Array, n: number, least: number): Float64Array {
  const maxima = new Float64Array(x.length).fill(Number.NEGATIVE_INFINITY)
  for (let start = 0; start < x.length; start += n) {
    const end = Math.min(start + n, x.length)
    let head = Number.NEGATIVE_INFINITY
    for (let t = start; t < end; t++) {
      if (x[t] > head) head = x[t]
      maxima[t] = head
    }
    let tail = Number.NEGATIVE_INFINITY
    for (let t = start - 1; t > start - n && t >= 0; t--) {
      if (x[t] > tail) tail = x[t]
      if (t + n - 1 < end && tail > maxima[t + n - 1]) maxima[t + n - 1] = tail
    }
  }
  return whereEnough(maxima, rollingCount(x, n), least)
}

/** `S_t / c_t` over the known values; NaN where fewer than `least` are. */
export function rollingMean(x: Float64Array, n: number, least: number): Float64Array {
  const counts = rollingCount(x, n)
  const sums = rollingSum(x, n)
  for (let t = 0; t < x.length; t++) sums[t] /= counts[t]
  return whereEnough(sums, counts, least)
}

/** Sample variance (`c − 1`) of the known values, 0 for a constant; NaN where fewer than `least`. */
export function rollingVariance(x: Float64Array, n: number, least: number): Float64Array {
  const counts = rollingCount(x, n)
  const sums = rollingSum(x, n)
  const squares = rollingSum(
    x.map((value) => value * value),
    n,
  )
  for (let t = 0; t < x.length; t++) {
    const spread = squares[t] - (sums[t] * sums[t]) / counts[t]
    sums[t] = spread > VARIANCE_ROUNDING * squares[t] ? spread / (counts[t] - 1) : 0
  }
  return whereEnough(sums, counts, least)
}

/**
 * Sample skewness `√(c (c − 1)) / (c − 2) · m₃ / m₂^{3/2}` of the known values (m: central moments);
 * NaN for a constant and where fewer than `least` are known.
 */
export function rollingSkewness(x: Float64Array, n: number, least: number): Float64Array {
  const counts = rollingCount(x, n)
  const sums = rollingSum(x, n)
  const squares = rollingSum(
    x.map((value) => value * value),
    n,
  )
  const cubes = rollingSum(
    x.map((value) => value * value * value),
    n,
  )
  for (let t = 0; t < x.length; t++) {
    const c = counts[t]
    const mean = sums[t] / c
    const square = squares[t] / c
    const m2 = square - mean * mean
    const m3 = cubes[t] / c - 3 * mean * square + 2 * mean * mean * mean
    const skewness = ((Math.sqrt(c * (c - 1)) / (c - 2)) * m3) / (m2 * Math.sqrt(m2))
    cubes[t] = m2 > VARIANCE_ROUNDING * square ? skewness : Number.NaN
  }
  return whereEnough(cubes, counts, least)
}

/** Sample covariance of dates on which both are known; NaN where those are fewer than `least`. */
export function rollingCovariance(
  x: Float64Array,
  y: Float64Array,
  n: number,
  least: number,
): Float64Array {
  const product = Float64Array.from(x, (value, t) => value * y[t])
  const counts = rollingCount(product, n)
  const [sumX, sumY] = [rollingSum(onlyWhere(x, product), n), rollingSum(onlyWhere(y, product), n)]
  const covariances = rollingSum(product, n)
  for (let t = 0; t < x.length; t++) {
    covariances[t] = (covariances[t] - (sumX[t] * sumY[t]) / counts[t]) / (counts[t] - 1)
  }
  return whereEnough(covariances, counts, least)
}

/** `x` where `known` is, else NaN. */
function onlyWhere(x: Float64Array, known: Float64Array): Float64Array {
  return x.map((value, t) => (Number.isNaN(known[t]) ? Number.NaN : value))
}

function whereEnough(values: Float64Array, counts: Int32Array, least: number): Float64Array {
  for (let t = 0; t < values.length; t++) if (counts[t] < least) values[t] = Number.NaN
  return values
}
