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
  const columns = right.length / n
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(right, i, k, lower[i * n + k], columns)
    divideRow(right, i, lower[i * n + i], columns)
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(right, i, k, lower[k * n + i], columns)
    divideRow(right, i, lower[i * n + i], columns)
  }
  return right
}

/** A pivot below this share of its diagonal entry is rounding, not rank. */
const PIVOT_TOLERANCE = 1e-13

function subtractRow(a: Float64Array, row: number, other: number, factor: number, columns: number) {
  const [to, from] = [row * columns, other * columns]
  for (let c = 0; c < columns; c++) a[to + c] -= factor * a[from + c]
}

function divideRow(a: Float64Array, row: number, divisor: number, columns: number) {
  for (let c = row * columns; c < (row + 1) * columns; c++) a[c] /= divisor
}
