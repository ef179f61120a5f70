import { cholesky, choleskySolve } from '../tensor/cholesky.js'
import { gramOfRows, product } from '../tensor/gram.js'

/** `XᵀX`, `Xᵀy` and `yᵀy` of pooled observations with p regressors, summed in double. */
export interface NormalEquations {
  readonly size: number
  /** `[p, p]` */
  readonly gram: Float64Array
  /** `[p]` */
  readonly moments: Float64Array
  readonly squares: number
  readonly count: number
}

export function noObservations(size: number): NormalEquations {
  return {
    size,
    gram: new Float64Array(size * size),
    moments: new Float64Array(size),
    squares: 0,
    count: 0,
  }
}

/**
 * The sums with m observations more: `x` is `[p, m]`, row k one regressor, `y` is `[m]`. The arrays of
 * `sums` are added to in place.
 */
export function withObservations(
  sums: NormalEquations,
  x: Float64Array,
  y: Float64Array,
): NormalEquations {
  addTo(sums.gram, gramOfRows(x, sums.size, y.length))
  addTo(sums.moments, product(x, y, sums.size, y.length))
  const squares = y.reduce((sum, value) => sum + value * value, sums.squares)
  return { ...sums, squares, count: sums.count + y.length }
}

/** `w = (XᵀX + λI)⁻¹ Xᵀy` with `λ = penalty · tr(XᵀX) / p`; 0 where every regressor is 0. */
export function ridgeCoefficients(
  { size, gram, moments }: NormalEquations,
  penalty: number,
): Float64Array {
  let trace = 0
  for (let k = 0; k < size; k++) trace += gram[k * size + k]
  const penalised = gram.slice()
  for (let k = 0; k < size; k++) penalised[k * size + k] += (penalty * trace) / size
  const lower = trace > 0 ? cholesky(penalised, size) : null
  return lower ? choleskySolve(lower, moments.slice(), size) : new Float64Array(size)
}

/** `√((yᵀy − 2wᵀXᵀy + wᵀXᵀXw) / m)`; 0 of nothing. */
export function residualDeviation(
  { size, gram, moments, squares, count }: NormalEquations,
  coefficients: Float64Array,
): number {
  if (count === 0) return 0
  const fitted = product(gram, coefficients, size, size)
  let sum = squares
  for (let k = 0; k < size; k++) sum += coefficients[k] * (fitted[k] - 2 * moments[k])
  return Math.sqrt(Math.max(0, sum) / count)
}

function addTo(sums: Float64Array, values: Float64Array): void {
  for (let k = 0; k < sums.length; k++) sums[k] += values[k]
}
