import { arena, doubles } from '../kernels/kernels.js'

/** `G = Z Zᵀ`, `[rows, rows]`, of a row-major `Z` `[rows, columns]`, in double; symmetric to the bit. */
export function gramOfRows(z: Float64Array, rows: number, columns: number): Float64Array {
  const { put, room, take } = arena()
  const from = put(z)
  const to = room(rows * rows)
  doubles().rowProducts(from, from, to, rows, rows, columns, 1)
  const gram = take(to, rows * rows)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) gram[j * rows + i] = gram[i * rows + j]
  }
  return gram
}

/** `A Bᵀ`, `[m, n]` of `[m, columns]` and `[n, columns]`, in double. */
export function rowProducts(a: Float64Array, b: Float64Array, columns: number): Float64Array {
  const [m, n] = columns === 0 ? [0, 0] : [a.length / columns, b.length / columns]
  const { put, room, take } = arena()
  const [left, right, to] = [put(a), put(b), room(m * n)]
  doubles().rowProducts(left, right, to, m, n, columns, 0)
  return take(to, m * n)
}

/** `A B`, `[rows, columns]` of `[rows, inner]` and `[inner, columns]`, in double. */
export function product(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
): Float64Array {
  const columns = inner === 0 ? 0 : b.length / inner
  const { put, room, take } = arena()
  const [left, right, to] = [put(a), put(b), room(rows * columns)]
  doubles().product(left, right, to, rows, inner, columns)
  return take(to, rows * columns)
}
