import { arena, doubles } from '../kernels/kernels.js'

/**
 * Lower factor of a symmetric positive definite matrix, `A = L Lᵀ`, both `[n, n]` row-major doubles.
 * Null where `A` is not positive definite to working precision.
 */
export function cholesky(matrix: Float64Array, n: number): Float64Array | null {
  const lower = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k]
      if (i > j) {
        lower[i * n + j] = sum / lower[j * n + j]
        continue
      }
      if (!(sum > matrix[i * n + i] * PIVOT_TOLERANCE)) return null
      lower[i * n + i] = Math.sqrt(sum)
    }
  }
  return lower
}

/** `X = A⁻¹ B` from `A = L Lᵀ`; `B` and `X` are `[n, columns]`. `B` is overwritten and returned. */
export function choleskySolve(lower: Float64Array, right: Float64Array, n: number): Float64Array {
  if (right.length === 0) return right
  const { put, take } = arena()
  const [factor, solution] = [put(lower), put(right)]
  doubles().solveLower(factor, solution, n, right.length / n)
  right.set(take(solution, right.length))
  return right
}

/** A pivot below this share of its diagonal entry is rounding, not rank. */
const PIVOT_TOLERANCE = 1e-13
