import { type Arena, arena, doubles } from '../kernels/kernels.js'
import { assert } from '../lib/assert.js'

export interface Eigenpairs {
  /** `[count]`, descending. */
  readonly values: Float64Array
  /** `[count, n]`, row k the unit eigenvector of value k, of either sign. */
  readonly vectors: Float64Array
}

/** Number of eigenvalues that the module bisects at once. */
const ABREAST = 8

/**
 * The largest eigenpairs of a symmetric matrix `A = V diag(λ) Vᵀ`, `[n, n]` row-major doubles.
 *
 * Householder tridiagonalisation, bisection, inverse iteration and back-transform, in wasm: the same
 * operations in the same order, so equal input gives equal bits. Reads the lower triangle of `A` only.
 */
export function topEigenpairs(matrix: Float64Array, n: number, count: number): Eigenpairs {
  assert(matrix.length === n * n && count <= n, `${count} eigenpairs of a ${n} × ${n} matrix`)
  const memory = arena()
  const { values, vectors } = eigenpairsAt(memory, memory.put(matrix), n, count)
  return { values: memory.take(values, count), vectors: memory.take(vectors, count * n) }
}

/** Eigenpairs of a matrix in wasm's memory, which is overwritten; returns the addresses of the results. */
export function eigenpairsAt(
  { room, put, take }: Arena,
  matrix: number,
  n: number,
  count: number,
): { readonly values: number; readonly vectors: number } {
  const padded = Math.ceil(count / ABREAST) * ABREAST
  const [values, lower, vectors] = [room(padded), room(padded), room(count * n)]
  if (count === 0) return { values, vectors }
  const side = doubles()
  const [diagonal, offDiagonal, scales] = [room(n), room(n), room(n)]
  const scratch = room(5 * n)
  side.tridiagonalise(matrix, n, diagonal, offDiagonal, scales, scratch)

  const couplings = take(offDiagonal, n - 1)
  const bound = boundOf(take(diagonal, n), couplings)
  const squares = put(couplings.map((value) => value * value))
  side.largestEigenvalues(n, diagonal, squares, bound, count, values, lower)

  const floor = Number.EPSILON * (bound || 1)
  side.inverseIteration(n, diagonal, offDiagonal, values, count, floor, vectors, scratch)
  side.transformBack(n, matrix, scales, count, vectors)
  return { values, vectors }
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
