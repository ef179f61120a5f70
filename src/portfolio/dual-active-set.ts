import { cholesky, choleskySolve } from '../tensor/cholesky.js'

/** `aᵀu ≤ most`, or `=`. */
export interface Row {
  readonly a: Float64Array
  readonly most: number
  readonly isEquality: boolean
}

export interface NearestPoint {
  /** `[n]`, 0 or more; an entry of 0 stays 0. */
  readonly wanted: Float64Array
  /** `[n]` each; an entry whose bounds are the same is fixed. */
  readonly least: Float64Array
  readonly most: Float64Array
  readonly rows: readonly Row[]
}

/** How far a point may be beyond a limit, and at the end. */
const TOLERANCE = 1e-12
const ACCEPTED = 1e-9
/** A direction with less than this share of its length left depends on the limits that bind. */
const DEPENDENT = 1e-11
/** Steps for each limit and entry, beyond which rounding goes round in circles. */
const MOST_STEPS = 20

/**
 * `argmin Σ (u_i − w_i)² / w_i` with `A u ≤ h`, some rows with `=`, and `least ≤ u ≤ most`, `[n]`; null where
 * nothing satisfies them. The dual active-set method of Goldfarb and Idnani (1983): from w on, the limit that
 * is violated most is added with its price, and limits whose price falls to 0 are dropped. The diagonal metric
 * leaves one small system in the rows that bind.
 */
export function nearestPoint(problem: NearestPoint): Float64Array<ArrayBuffer> | null {
  const state = startOf(problem)
  const mostSteps = MOST_STEPS * (problem.wanted.length + problem.rows.length)
  for (let step = 0; step < mostSteps; step++) {
    const limit = mostViolated(state)
    if (limit.violation <= TOLERANCE) break
    if (!added(state, limit)) return null
  }
  return mostViolated(state).violation <= ACCEPTED ? state.point : null
}

/** Of an entry: between its bounds, at the lower, at the upper, or fixed. */
const [FREE, LOWER, UPPER, FIXED] = [0, 1, -1, 2]

interface State extends NearestPoint {
  readonly point: Float64Array<ArrayBuffer>
  /** `[n]` */
  readonly at: Int8Array
  readonly boundPrices: Float64Array
  /** Rows that bind, with the sign of their normal and their price. */
  active: readonly ActiveRow[]
}

interface ActiveRow {
  readonly row: number
  readonly sign: number
  readonly price: number
}

/** `normalᵀ u ≥ b`, violated: a row, or the bound of an entry. */
interface Limit {
  readonly row?: number
  readonly entry?: number
  readonly sign: number
  readonly violation: number
}

function startOf(problem: NearestPoint): State {
  const { wanted, least, most } = problem
  return {
    ...problem,
    point: wanted.map((size, i) => (least[i] === most[i] ? most[i] : size)),
    at: Int8Array.from(wanted, (size, i) => (size === 0 || least[i] === most[i] ? FIXED : FREE)),
    boundPrices: new Float64Array(wanted.length),
    active: [],
  }
}

function mostViolated({ rows, point, at, least, most, active }: State): Limit {
  let worst: Limit = { sign: 1, violation: 0 }
  const binds = new Set(active.map(({ row }) => row))
  rows.forEach(({ a, most: limit, isEquality }, row) => {
    const excess = dot(a, point) - limit
    const violation = isEquality ? Math.abs(excess) : excess
    if (binds.has(row) || violation <= worst.violation) return
    worst = { row, sign: excess > 0 ? -1 : 1, violation }
  })
  for (let entry = 0; entry < point.length; entry++) {
    if (at[entry] !== FREE) continue
    const [below, above] = [least[entry] - point[entry], point[entry] - most[entry]]
    if (below > worst.violation) worst = { entry, sign: 1, violation: below }
    if (above > worst.violation) worst = { entry, sign: -1, violation: above }
  }
  return worst
}

/** Moves until the limit holds and binds, dropping others on the way; false where nothing satisfies all. */
function added(state: State, limit: Limit): boolean {
  const normal = normalOf(state, limit)
  let { violation } = limit
  let price = 0
  for (;;) {
    const direction = directionOf(state, normal)
    if (!direction) return false
    const { move, slope, rowRates, boundRates } = direction
    const blocking = firstToDrop(state, rowRates, boundRates)
    const full = slope > 0 ? violation / slope : Number.POSITIVE_INFINITY
    const step = Math.min(full, blocking.step)
    if (step === Number.POSITIVE_INFINITY) return false
    price += step
    violation -= step * slope
    advance(state, { move, rowRates, boundRates }, step)
    if (full <= blocking.step) return bind(state, limit, price)
    drop(state, blocking)
  }
}

function normalOf({ rows, point }: State, { row, entry, sign }: Limit): Float64Array {
  if (row !== undefined) return rows[row].a.map((value) => sign * value)
  const normal = new Float64Array(point.length)
  normal[entry ?? 0] = sign
  return normal
}

interface Direction {
  /** `z = D_F (n − Gᵀ r)` over the free entries F, 0 elsewhere. */
  readonly move: Float64Array
  /** `zᵀ n`; 0 where the normal depends on the limits that bind. */
  readonly slope: number
  /** `r = (G_F D_F G_Fᵀ)⁻¹ G_F D_F n`, by which prices of the rows fall, and the same of bounds. */
  readonly rowRates: Float64Array
  readonly boundRates: Float64Array
}

/** Null where the rows that bind depend on each other to working precision. */
function directionOf(state: State, normal: Float64Array): Direction | null {
  const { wanted, at, rows, active } = state
  const free = wanted.map((size, i) => (at[i] === FREE ? size : 0))
  const rowRates = ratesOf(state, free, normal)
  if (!rowRates) return null
  const left = Float64Array.from(normal)
  active.forEach(({ row, sign }, c) => {
    const { a } = rows[row]
    for (let i = 0; i < left.length; i++) left[i] -= rowRates[c] * sign * a[i]
  })
  const move = left.map((value, i) => value * free[i])
  const length = normal.reduce((sum, value, i) => sum + free[i] * value * value, 0)
  const slope = dot(move, normal)
  const boundRates = left.map((value, i) => (isAtBound(at[i]) ? at[i] * value : 0))
  return { move, slope: slope > DEPENDENT * length ? slope : 0, rowRates, boundRates }
}

function ratesOf({ rows, active }: State, free: Float64Array, normal: Float64Array) {
  const m = active.length
  const matrix = new Float64Array(m * m)
  const right = new Float64Array(m)
  for (let j = 0; j < m; j++) {
    const scaled = rows[active[j].row].a.map((value, i) => active[j].sign * value * free[i])
    right[j] = dot(scaled, normal)
    for (let k = 0; k <= j; k++) {
      const value = active[k].sign * dot(scaled, rows[active[k].row].a)
      matrix[j * m + k] = matrix[k * m + j] = value
    }
  }
  const lower = cholesky(matrix, m)
  return lower && choleskySolve(lower, right, m)
}

interface Blocking {
  readonly step: number
  readonly active?: number
  readonly entry?: number
}

/** The limit whose price falls to 0 first. */
function firstToDrop(
  { rows, active, boundPrices }: State,
  rowRates: Float64Array,
  boundRates: Float64Array,
): Blocking {
  let first: Blocking = { step: Number.POSITIVE_INFINITY }
  active.forEach(({ row, price }, c) => {
    if (rows[row].isEquality || !(rowRates[c] > 0)) return
    if (price / rowRates[c] < first.step) first = { step: price / rowRates[c], active: c }
  })
  for (let entry = 0; entry < boundRates.length; entry++) {
    if (!(boundRates[entry] > 0)) continue
    const step = boundPrices[entry] / boundRates[entry]
    if (step < first.step) first = { step, entry }
  }
  return first
}

function advance(
  state: State,
  { move, rowRates, boundRates }: Omit<Direction, 'slope'>,
  step: number,
): void {
  const { point, boundPrices } = state
  for (let i = 0; i < point.length; i++) {
    point[i] += step * move[i]
    boundPrices[i] = Math.max(0, boundPrices[i] - step * boundRates[i])
  }
  state.active = state.active.map(({ price, ...rest }, c) => ({
    ...rest,
    price: price - step * rowRates[c],
  }))
}

function bind(state: State, { row, entry = 0, sign }: Limit, price: number): true {
  if (row !== undefined) {
    state.active = [...state.active, { row, sign, price }]
    return true
  }
  state.at[entry] = sign
  state.boundPrices[entry] = price
  state.point[entry] = sign === LOWER ? state.least[entry] : state.most[entry]
  return true
}

function drop(state: State, { active, entry = 0 }: Blocking): void {
  if (active !== undefined) {
    state.active = state.active.filter((_, c) => c !== active)
    return
  }
  state.at[entry] = FREE
  state.boundPrices[entry] = 0
}

function isAtBound(at: number): boolean {
  return at === LOWER || at === UPPER
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i]
  return sum
}
