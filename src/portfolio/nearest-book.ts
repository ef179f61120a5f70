import { cholesky, choleskySolve } from '../tensor/cholesky.js'

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
 * so that `v_i = w_i (1 − Σ_c y_c a_ci sign(w_i))` where no bound binds: a position changes in proportion to
 * its size. With `Σ|v| = 1` and bounds alone it is `fillWithin`. Null where no such book satisfies the
 * limits. The dual, concave and piecewise quadratic in one multiplier y for each side of a limit, is
 * maximised by a projected Newton method (Bertsekas 1982).
 */
export function nearestBook(
  book: Float64Array,
  limits: readonly LinearLimit[],
  movable: Movable,
): Float64Array<ArrayBuffer> | null {
  const problem = problemOf(book, limits, movable)
  let point = pointAt(problem, new Float64Array(problem.rows.length))
  for (let step = 0; step < MOST_STEPS && worst(problem, point) > TOLERANCE; step++) {
    const next = newtonStep(problem, point)
    if (!next) break
    point = next
  }
  if (!(worst(problem, point) <= ACCEPTED)) return null
  return point.sizes.map((size, i) => Math.sign(book[i]) * size)
}

const MOST_STEPS = 100
const MOST_HALVINGS = 40
const TOLERANCE = 1e-12
/** Where rounding stops the last step short. */
const ACCEPTED = 1e-9
/** Share of the mean diagonal that separates limits which imply each other. */
const SEPARATION = 1e-11
const SUFFICIENT_DECREASE = 1e-4

/** `A_cᵀ u ≤ h_c`, or `=`, in the sizes `u = |v|`. */
interface Row {
  readonly a: Float64Array
  readonly most: number
  readonly isEquality: boolean
}

interface Problem {
  /** `|w|` */
  readonly wanted: Float64Array
  readonly least: Float64Array
  readonly most: Float64Array
  readonly rows: readonly Row[]
}

interface Point {
  readonly y: Float64Array
  readonly sizes: Float64Array<ArrayBuffer>
  /** `h − A u`, the gradient of the negated dual. */
  readonly slack: Float64Array
  /** The negated dual. */
  readonly value: number
}

function problemOf(
  book: Float64Array,
  limits: readonly LinearLimit[],
  { bounds, frozen }: Movable,
): Problem {
  const wanted = book.map(Math.abs)
  return {
    wanted,
    least: wanted.map((size, i) => (frozen?.[i] ? size : 0)),
    most: wanted.map((size, i) => (frozen?.[i] ? size : Math.max(0, bounds[i]))),
    rows: limits.flatMap((limit) => rowsOf(limit, book)),
  }
}

function rowsOf({ coefficients, least, most }: LinearLimit, book: Float64Array): Row[] {
  const a = coefficients.map((value, i) => value * Math.sign(book[i]))
  if (least === most) return [{ a, most, isEquality: true }]
  const above = { a, most, isEquality: false }
  const below = { a: a.map((value) => -value), most: -least, isEquality: false }
  return [above, below].filter((row) => Number.isFinite(row.most))
}

/** `u_i = clip(|w_i| (1 − Σ_c y_c A_ci))` minimises the Lagrangian. */
function pointAt({ wanted, least, most, rows }: Problem, y: Float64Array): Point {
  const price = new Float64Array(wanted.length)
  rows.forEach(({ a }, c) => {
    if (y[c] === 0) return
    for (let i = 0; i < a.length; i++) price[i] += y[c] * a[i]
  })
  const sizes = wanted.map((size, i) =>
    Math.min(most[i], Math.max(least[i], size * (1 - price[i]))),
  )
  const slack = Float64Array.from(rows, (row) => row.most - dot(row.a, sizes))
  let value = 0
  for (let c = 0; c < y.length; c++) value += y[c] * slack[c]
  for (let i = 0; i < sizes.length; i++) {
    if (wanted[i] > 0) value -= (sizes[i] - wanted[i]) ** 2 / (2 * wanted[i])
  }
  return { y, sizes, slack, value }
}

/** The next point, with a lower value; null where no step has one. */
function newtonStep(problem: Problem, point: Point): Point | null {
  const { rows } = problem
  const free = Array.from(rows.keys()).filter(
    (c) => rows[c].isEquality || point.y[c] > 0 || point.slack[c] < 0,
  )
  const direction = newtonDirection(problem, point, free)
  if (!direction) return null
  for (let halving = 0, share = 1; halving < MOST_HALVINGS; halving++, share /= 2) {
    const y = Float64Array.from(point.y)
    free.forEach((c, k) => {
      const value = point.y[c] + share * direction[k]
      y[c] = rows[c].isEquality ? value : Math.max(0, value)
    })
    const next = pointAt(problem, y)
    const predicted = y.reduce((sum, value, c) => sum + (value - point.y[c]) * point.slack[c], 0)
    if (next.value <= point.value + SUFFICIENT_DECREASE * predicted) return next
    if (worst(problem, next) < worst(problem, point) / 2) return next
  }
  return null
}

/** `−(A D Aᵀ)⁻¹ g` over the free rows, D the sizes wanted of positions between their bounds. */
function newtonDirection(
  { wanted, least, most, rows }: Problem,
  { sizes, slack }: Point,
  free: readonly number[],
): Float64Array | null {
  const m = free.length
  const between = wanted.map((size, i) => (sizes[i] > least[i] && sizes[i] < most[i] ? size : 0))
  const matrix = new Float64Array(m * m)
  for (let j = 0; j < m; j++) {
    const scaled = rows[free[j]].a.map((value, i) => value * between[i])
    for (let k = 0; k <= j; k++) {
      matrix[j * m + k] = matrix[k * m + j] = dot(scaled, rows[free[k]].a)
    }
  }
  const largest = matrix.reduce(
    (most, value, at) => (at % (m + 1) ? most : Math.max(most, value)),
    0,
  )
  for (let k = 0; k < m; k++) matrix[k * (m + 1)] += SEPARATION * (largest || 1)
  const lower = cholesky(matrix, m)
  return (
    lower &&
    choleskySolve(
      lower,
      Float64Array.from(free, (c) => -slack[c]),
      m,
    )
  )
}

/** The largest violation of a limit, or slack of one that has a price. */
function worst({ rows }: Problem, { y, slack }: Point): number {
  return rows.reduce((most, { isEquality }, c) => {
    const isPriced = isEquality || y[c] > 0
    return Math.max(most, isPriced ? Math.abs(slack[c]) : -slack[c])
  }, 0)
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i]
  return sum
}
