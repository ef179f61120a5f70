import { arena, doubles } from '../kernels/kernels.js'
import { eigenpairsAt } from './eigh.js'

export interface PrincipalVectors {
  /** `[count]` eigenvalues of `ZᵀZ`, descending; 0 beyond its rank. */
  readonly values: Float64Array
  /** `[count, n]` its unit eigenvectors, of either sign; 0 beyond its rank. */
  readonly vectors: Float64Array
  /** `[n]` population sds of the columns. */
  readonly sds: Float64Array
}

/** Eigenvalues below this share of the largest are rounding: there is no such vector. */
const RANK_TOLERANCE = 1e-12

/**
 * Principal vectors of columns `R` `[T, n]`, in double: `Z = (R − mean) / sd`, `ZᵀZ V = V Λ`. The
 * eigenproblem is that of the smaller of ZᵀZ and ZZᵀ; in the second case `v = Zᵀu / ‖Zᵀu‖`. A column
 * that never moves gives NaN.
 */
export function principalVectors(values: Float64Array, n: number, count: number): PrincipalVectors {
  const dates = n === 0 ? 0 : values.length / n
  const side = doubles()
  const memory = arena()
  const [z, means, sds] = [memory.put(values), memory.room(n), memory.room(n)]
  side.standardise(dates, n, z, means, sds)

  const wide = n > dates
  const size = Math.min(n, dates)
  const rows = wide ? z : memory.room(values.length)
  if (!wide) side.transpose(dates, n, z, rows)
  const gram = memory.room(size * size)
  side.rowProducts(rows, rows, gram, size, size, Math.max(n, dates), 1)
  const found = eigenpairsAt(memory, gram, size, Math.min(count, size))

  const eigenvalues = new Float64Array(count)
  eigenvalues.set(memory.take(found.values, Math.min(count, size)))
  const rank = eigenvalues.filter((value) => value > RANK_TOLERANCE * eigenvalues[0]).length
  eigenvalues.fill(0, rank)
  const vectors = new Float64Array(count * n)
  const places = wide ? memory.room(rank * n) : found.vectors
  if (wide) {
    side.product(found.vectors, z, places, rank, dates, n)
    side.normaliseRows(places, rank, n)
  }
  vectors.set(memory.take(places, rank * n))
  return { values: eigenvalues, vectors, sds: memory.take(sds, n) }
}
