import { assert } from '../lib/assert.js'
import { inverseIteration, largestEigenvalues, type Tridiagonal } from './tridiagonal.js'

export interface Eigenpairs {
  /** `[count]`, descending. */
  readonly values: Float64Array
  /** `[count, n]`, row k the unit eigenvector of value k, of either sign. */
  readonly vectors: Float64Array
}

/**
 * The largest eigenpairs of a symmetric matrix `A = V diag(λ) Vᵀ`, `[n, n]` row-major doubles.
 *
 * Householder tridiagonalisation, bisection, inverse iteration, back-transform: always the same
 * operations in the same order, so equal input gives equal bits. `A` is kept; its lower triangle is read.
 */
export function topEigenpairs(matrix: Float64Array, n: number, count: number): Eigenpairs {
  assert(matrix.length === n * n && count <= n, `${count} eigenpairs of a ${n} × ${n} matrix`)
  const reduced = tridiagonalise(matrix, n)
  const values = largestEigenvalues(reduced, count)
  const vectors = inverseIteration(reduced, values)
  for (let k = 0; k < count; k++) transformBack(reduced, vectors.subarray(k * n, (k + 1) * n))
  return { values, vectors }
}

interface Reduced extends Tridiagonal {
  readonly n: number
  /** Row i holds the Householder vector of step i in its first i entries. */
  readonly reflectors: Float64Array
  /** `2 / ‖v‖²` of each reflector, 0 where none was needed. */
  readonly scales: Float64Array
}

/** `Qᵀ A Q = T`, the last row first, so that what is left to do stays a leading block. */
function tridiagonalise(matrix: Float64Array, n: number): Reduced {
  const a = Float64Array.from(matrix)
  const [diagonal, offDiagonal] = [new Float64Array(n), new Float64Array(Math.max(0, n - 1))]
  const [scales, product] = [new Float64Array(n), new Float64Array(n)]
  for (let i = n - 1; i > 0; i--) {
    const v = a.subarray(i * n, i * n + i)
    diagonal[i] = a[i * n + i]
    offDiagonal[i - 1] = toReflector(v, scales, i)
    if (scales[i] === 0) continue
    symmetricProduct(a, n, v, product)
    rankTwoUpdate(a, n, v, product, scales[i])
  }
  if (n > 0) diagonal[0] = a[0]
  return { n, diagonal, offDiagonal, reflectors: a, scales }
}

/** Turns a row into the v of `H = I − scale v vᵀ` that leaves only its last entry, which is returned. */
function toReflector(v: Float64Array, scales: Float64Array, i: number): number {
  const last = v.length - 1
  let largest = 0
  for (let j = 0; j < last; j++) largest = Math.max(largest, Math.abs(v[j]))
  if (largest === 0) return v[last]
  largest = Math.max(largest, Math.abs(v[last]))
  let squares = 0
  for (let j = 0; j <= last; j++) {
    v[j] /= largest
    squares += v[j] * v[j]
  }
  const kept = v[last] > 0 ? -Math.sqrt(squares) : Math.sqrt(squares)
  scales[i] = 1 / (squares - kept * v[last])
  v[last] -= kept
  return kept * largest
}

/**
 * `product = A v` over the leading block of v's length, from the lower triangle in one pass, two
 * rows at a time.
 */
function symmetricProduct(
  a: Float64Array,
  n: number,
  v: Float64Array,
  product: Float64Array,
): void {
  const m = v.length
  product.fill(0, 0, m)
  for (let j = m % 2; j < m; j += 2) {
    const row = j * n
    const below = row + n
    const vj = v[j]
    const vb = v[j + 1]
    const corner = a[below + j]
    let sum = a[row + j] * vj + corner * vb
    let sumBelow = a[below + j + 1] * vb + corner * vj
    for (let k = 0; k < j; k++) {
      const x = a[row + k]
      const y = a[below + k]
      const vk = v[k]
      sum += x * vk
      sumBelow += y * vk
      product[k] += x * vj + y * vb
    }
    product[j] += sum
    product[j + 1] += sumBelow
  }
  if (m % 2 === 1) product[0] += a[0] * v[0]
}

/** `A ← H A H = A − v qᵀ − q vᵀ` with `q = scale (A v − ½ scale (vᵀA v) v)`; q replaces `product`. */
function rankTwoUpdate(
  a: Float64Array,
  n: number,
  v: Float64Array,
  product: Float64Array,
  scale: number,
): void {
  const m = v.length
  let along = 0
  for (let j = 0; j < m; j++) along += v[j] * product[j]
  const half = 0.5 * scale * along
  for (let j = 0; j < m; j++) product[j] = scale * (product[j] - half * v[j])
  for (let j = m % 2; j < m; j += 2) {
    const row = j * n
    const below = row + n
    const vj = v[j]
    const vb = v[j + 1]
    const qj = product[j]
    const qb = product[j + 1]
    for (let k = 0; k <= j; k++) {
      const qk = product[k]
      const vk = v[k]
      a[row + k] -= vj * qk + qj * vk
      a[below + k] -= vb * qk + qb * vk
    }
    a[below + j + 1] -= 2 * vb * qb
  }
  if (m % 2 === 1) a[0] -= 2 * v[0] * product[0]
}

/** `x ← Q x`: an eigenvector of T becomes one of A. */
function transformBack({ n, reflectors, scales }: Reduced, x: Float64Array): void {
  for (let i = 1; i < n; i++) {
    if (scales[i] === 0) continue
    const row = i * n
    let along = 0
    for (let j = 0; j < i; j++) along += reflectors[row + j] * x[j]
    along *= scales[i]
    for (let j = 0; j < i; j++) x[j] -= along * reflectors[row + j]
  }
}
