import { assert } from '../lib/assert.js'
import { arena, doubles } from './wasm/doubles.js'

export interface Eigenpairs {
  /** `[count]`, descending. */
  readonly values: Float64Array
  /** `[count, n]`, row k the unit eigenvector of value k, of either sign. */
  readonly vectors: Float64Array
}

/** Eigenvalues are bisected so many at once. */
const ABREAST = 8

/**
 * The largest eigenpairs of a symmetric matrix `A = V diag(λ) Vᵀ`, `[n, n]` row-major doubles.
 *
 * Householder tridiagonalisation, bisection, inverse iteration, back-transform, in wasm: always the
 * same operations in the same order, so equal input gives equal bits. `A` is kept; its lower triangle is
 * read.
 */
export function topEigenpairs(matrix: Float64Array, n: number, count: number): Eigenpairs {
  assert(matrix.length === n * n && count <= n, `${count} eigenpairs of a ${n} × ${n} matrix`)
  if (count === 0) return { values: new Float64Array(0), vectors: new Float64Array(0) }
  const side = doubles()
  const { put, room, take } = arena()
  const reduced = put(matrix)
  const [diagonalAt, offDiagonalAt, scales] = [room(n), room(n), room(n)]
  const scratch = room(5 * n)
  side.tridiagonalise(reduced, n, diagonalAt, offDiagonalAt, scales, scratch)

  const offDiagonal = take(offDiagonalAt, n - 1)
  const bound = boundOf(take(diagonalAt, n), offDiagonal)
  const squares = put(offDiagonal.map((value) => value * value))
  const padded = Math.ceil(count / ABREAST) * ABREAST
  const [values, lower] = [room(padded), room(padded)]
  side.largestEigenvalues(n, diagonalAt, squares, bound, count, values, lower)

  const vectors = room(count * n)
  const floor = Number.EPSILON * (bound || 1)
  side.inverseIteration(n, diagonalAt, offDiagonalAt, values, count, floor, vectors, scratch)
  side.transformBack(n, reduced, scales, count, vectors)
  return { values: take(values, count), vectors: take(vectors, count * n) }
}

/** A bound of every eigenvalue's size: the largest row sum of a tridiagonal matrix (Gershgorin). */
function boundOf(diagonal: Float64Array, offDiagonal: Float64Array): number {
  let norm = 0
  for (let i = 0; i < diagonal.length; i++) {
    const before = i === 0 ? 0 : Math.abs(offDiagonal[i - 1])
    const after = i < offDiagonal.length ? Math.abs(offDiagonal[i]) : 0
    norm = Math.max(norm, Math.abs(diagonal[i]) + before + after)
  }
  return norm * (1 + 4 * Number.EPSILON)
}
