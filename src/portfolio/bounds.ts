/** Largest long and short weight of each asset: `[n]` each, 0 or more. */
export interface Bounds {
  readonly long: Float64Array
  readonly short: Float64Array
}

/**
 * The book of gross exposure `total` within its bounds, with the signs and, where no bound
 * binds, the proportions of `d`:
 *
 *     w_i = sign(d_i) min(b_i, s |d_i|),   s such that Σ|w| = total
 *
 * The weight above a bound is distributed over the other positions in proportion to their weights;
 * an asset without a weight gets none. Null where the bounds of the positions sum to less than `total`.
 */
export function fillWithin(
  book: Float64Array,
  { long, short }: Bounds,
  total = 1,
): Float64Array<ArrayBuffer> | null {
  const bound = book.map((weight, i) => (weight > 0 ? long[i] : weight < 0 ? short[i] : 0))
  const size = book.map(Math.abs)
  const stopped = new Uint8Array(book.length)
  for (;;) {
    let [left, free, stops] = [total, 0, 0]
    for (let i = 0; i < size.length; i++) {
      if (stopped[i]) left -= bound[i]
      else free += size[i]
    }
    const scale = free > 0 ? Math.max(0, left) / free : 0
    for (let i = 0; i < size.length; i++) {
      if (stopped[i] || scale * size[i] <= bound[i]) continue
      stopped[i] = 1
      stops++
    }
    if (stops > 0) continue
    if (left > FILL_TOLERANCE && free === 0) return null
    return book.map((weight, i) => Math.sign(weight) * (stopped[i] ? bound[i] : scale * size[i]))
  }
}

/** Tolerance of gross exposure where the bounds just suffice. */
const FILL_TOLERANCE = 1e-9

/** The part of a book on one side of zero, `[n]`. */
export function side(book: Float64Array, of: 'long' | 'short'): Float64Array<ArrayBuffer> {
  const sign = of === 'long' ? 1 : -1
  return book.map((weight) => (weight * sign > 0 ? weight : 0))
}
