/** Pivots below this share of their diagonal entry say that columns depend on each other. */
const SINGULAR = 1e-12

/** Inverse of a small positive definite matrix by its Cholesky factor; null where it is singular. */
export function symmetricInverse(matrix: readonly ArrayLike<number>[]): Float64Array[] | null {
  const size = matrix.length
  const lower = matrix.map(() => new Float64Array(size))
  for (let j = 0; j < size; j++) {
    let pivot = matrix[j][j]
    for (let k = 0; k < j; k++) pivot -= lower[j][k] ** 2
    if (!(pivot > SINGULAR * matrix[j][j])) return null
    lower[j][j] = Math.sqrt(pivot)
    for (let i = j + 1; i < size; i++) {
      let sum = matrix[i][j]
      for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k]
      lower[i][j] = sum / lower[j][j]
    }
  }
  return matrix.map((_, column) => solve(lower, column))
}

/** `(LL')⁻¹ e_column`. */
function solve(lower: readonly Float64Array[], column: number): Float64Array {
  const size = lower.length
  const x = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    let sum = i === column ? 1 : 0
    for (let k = 0; k < i; k++) sum -= lower[i][k] * x[k]
    x[i] = sum / lower[i][i]
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i]
    for (let k = i + 1; k < size; k++) sum -= lower[k][i] * x[k]
    x[i] = sum / lower[i][i]
  }
  return x
}
