import { nearestPoint, type Row } from './dual-active-set.js'

/** A limit `least ≤ Σ_i a_i w_i ≤ most` on a book; an equality where both are the same. */
export interface LinearLimit {
  /** a, `[n]` */
  readonly coefficients: Float64Array
  readonly least: number
  readonly most: number
}

export interface Movable {
  /** Largest |w|, `[n]`. */
  readonly bounds: Float64Array
  /** `[n]`, 1 where the weight must stay. */
  readonly frozen?: ArrayLike<number>
}

/**
 * The book v nearest to w within linear limits, on the positions and sides that w has:
 *
 *     min Σ (v_i − w_i)² / |w_i|   with   least_c ≤ a_cᵀ v ≤ most_c,   0 ≤ v_i sign(w_i) ≤ b_i
 *
 * so that `v_i = w_i (1 − Σ_c y_c a_ci sign(w_i))` where no bound binds, y_c the price of a limit: a position
 * changes in proportion to its size. With `Σ|v| = 1` and bounds alone it is `fillWithin`. Null where no
 * such book satisfies the limits.
 */
export function nearestBook(
  book: Float64Array,
  limits: readonly LinearLimit[],
  { bounds, frozen }: Movable,
): Float64Array<ArrayBuffer> | null {
  const wanted = book.map(Math.abs)
  const sizes = nearestPoint({
    wanted,
    least: wanted.map((size, i) => (frozen?.[i] ? size : 0)),
    most: wanted.map((size, i) => (frozen?.[i] ? size : Math.max(0, bounds[i]))),
    rows: limits.flatMap((limit) => rowsOf(limit, book)),
  })
  return sizes?.map((size, i) => Math.sign(book[i]) * size) ?? null
}

/** In the sizes `u = |v|`. */
function rowsOf({ coefficients, least, most }: LinearLimit, book: Float64Array): Row[] {
  const a = coefficients.map((value, i) => value * Math.sign(book[i]))
  if (least === most) return [{ a, most, isEquality: true }]
  const above = { a, most, isEquality: false }
  const below = { a: a.map((value) => -value), most: -least, isEquality: false }
  return [above, below].filter((row) => Number.isFinite(row.most))
}
