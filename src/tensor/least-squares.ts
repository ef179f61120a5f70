import { cholesky, choleskySolve } from './cholesky.js'
import { topEigenpairs } from './eigh.js'
import { gramOfRows } from './gram.js'

/**
 * Coefficients `[K, n]` of least squares `min ‖Fᵀ C − Y‖`, of minimum norm where there are many.
 *
 * `regressors` is `[K, T]` (row k one regressor over time), `targets` `[T, n]`. Full rank: normal
 * equations, `C = (F Fᵀ)⁻¹ F Y`; else the pseudo-inverse from the eigenpairs of `F Fᵀ`.
 */
export function leastSquares(
  regressors: Float64Array,
  targets: Float64Array,
  { count, dates }: { readonly count: number; readonly dates: number },
): Float64Array {
  const right = product(regressors, targets, count, dates)
  const gram = gramOfRows(regressors, count, dates)
  const lower = count <= dates ? cholesky(gram, count) : null
  return lower ? choleskySolve(lower, right, count) : pseudoSolve(gram, right, count)
}

/** Eigenvalues of `F Fᵀ` below this share of the largest count as 0 (singular values: its root). */
const RANK_TOLERANCE = 1e-13

/** `Σ_k v_k (v_kᵀ B) / λ_k` over the eigenpairs of the matrix's range. */
function pseudoSolve(matrix: Float64Array, right: Float64Array, n: number): Float64Array {
  const { values, vectors } = topEigenpairs(matrix, n, n)
  const columns = right.length / n
  const solution = new Float64Array(right.length)
  for (let k = 0; k < n && values[k] > RANK_TOLERANCE * values[0]; k++) {
    const v = vectors.subarray(k * n, (k + 1) * n)
    const along = product(v, right, 1, n)
    for (let i = 0; i < n; i++) {
      const share = v[i] / values[k]
      for (let c = 0; c < columns; c++) solution[i * columns + c] += share * along[c]
    }
  }
  return solution
}

/** `A B`, `[rows, columns]`, of `A` `[rows, inner]` and `B` `[inner, columns]`, four rows of B at once. */
export function product(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
): Float64Array {
  const columns = inner === 0 ? 0 : b.length / inner
  const result = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) {
    const row = result.subarray(i * columns, (i + 1) * columns)
    const left = i * inner
    const whole = inner - (inner % 4)
    for (let k = 0; k < whole; k += 4) addFour(row, a, left + k, b, k * columns)
    for (let k = whole; k < inner; k++) {
      const factor = a[left + k]
      const from = k * columns
      for (let c = 0; c < columns; c++) row[c] += factor * b[from + c]
    }
  }
  return result
}

/** `row += Σ_(j<4) a[left + j] · B[j]`, B's rows from `from` on. */
function addFour(row: Float64Array, a: Float64Array, left: number, b: Float64Array, from: number) {
  const columns = row.length
  const a0 = a[left]
  const a1 = a[left + 1]
  const a2 = a[left + 2]
  const a3 = a[left + 3]
  const b1 = from + columns
  const b2 = b1 + columns
  const b3 = b2 + columns
  for (let c = 0; c < columns; c++) {
    row[c] += a0 * b[from + c] + a1 * b[b1 + c] + a2 * b[b2 + c] + a3 * b[b3 + c]
  }
}
