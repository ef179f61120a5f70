import { cholesky, choleskySolve } from './cholesky.js'
import { topEigenpairs } from './eigh.js'
import { gramOfRows, product } from './gram.js'

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
