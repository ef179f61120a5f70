import { symmetricInverse } from './symmetric-inverse.js'

export interface Regression {
  /** `[1 + K]`, the intercept first. */
  readonly coefficients: readonly number[]
  /** `[1 + K]`, after Newey and West. */
  readonly standardErrors: readonly number[]
}

/** `⌊4 (T/100)^(2/9)⌋`: the rule of Newey and West (1994); 8 for 13 years of days. */
export function neweyWestLags(dates: number): number {
  return Math.floor(4 * (dates / 100) ** (2 / 9))
}

/**
 * Least squares `y_t = a + Σ_k b_k x_tk + e_t` with the covariance of Newey and West (1987):
 *
 *     V = (X'X)⁻¹ S (X'X)⁻¹,  S = Γ_0 + Σ_{l=1..L} (1 − l/(L+1)) (Γ_l + Γ_l'),  Γ_l = Σ_t e_t e_(t−l) x_t x_(t−l)'
 *
 * without a small-sample correction. `x` is `[T][K]`. Null where dates are too few or X'X is singular.
 */
export function regress(
  y: ArrayLike<number>,
  x: readonly ArrayLike<number>[],
  lags = neweyWestLags(y.length),
): Regression | null {
  const dates = y.length
  const rows = x.map((values) => Float64Array.of(1, ...Array.from(values)))
  const size = rows[0]?.length ?? 0
  if (dates <= size + 1) return null
  const gram = square(size)
  const moment = new Float64Array(size)
  rows.forEach((row, t) => {
    addOuter(gram, row, row, 1)
    for (let i = 0; i < size; i++) moment[i] += row[i] * y[t]
  })
  const inverse = symmetricInverse(gram)
  if (inverse === null) return null
  const coefficients = inverse.map((line) => dot(line, moment))
  const scores = rows.map((row, t) => {
    const error = y[t] - dot(row, coefficients)
    return row.map((value) => value * error)
  })
  const middle = longRunCovariance(scores, size, lags)
  const standardErrors = inverse.map((line) => {
    const through = middle.map((column) => dot(column, line))
    return Math.sqrt(Math.max(0, dot(line, through)))
  })
  return { coefficients, standardErrors }
}

/** `S` of `regress`, from the scores `x_t e_t`. */
function longRunCovariance(scores: readonly Float64Array[], size: number, lags: number) {
  const sum = square(size)
  for (let lag = 0; lag <= lags; lag++) {
    const weight = 1 - lag / (lags + 1)
    for (let t = lag; t < scores.length; t++) {
      addOuter(sum, scores[t], scores[t - lag], weight)
      if (lag > 0) addOuter(sum, scores[t - lag], scores[t], weight)
    }
  }
  return sum
}

function square(size: number): Float64Array[] {
  return Array.from({ length: size }, () => new Float64Array(size))
}

function addOuter(
  sum: readonly Float64Array[],
  a: Float64Array,
  b: Float64Array,
  weight: number,
): void {
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) sum[i][j] += weight * a[i] * b[j]
  }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
