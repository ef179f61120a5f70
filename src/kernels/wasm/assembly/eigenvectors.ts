import { addScaled, dot } from './products'
import { DOUBLE } from './simd'

/** Eigenvalues bisected side by side: a division's wait is then shared. */
const ABREAST: i32 = 8

/**
 * The `count` largest eigenvalues of a symmetric tridiagonal matrix, descending, each bisected to the
 * last bit. `squares` are the off-diagonal's, n − 1 of them; `bound` is above every eigenvalue's
 * size. `values` and `scratch` (as long) have room for a multiple of eight.
 */
export function largestEigenvalues(
  n: i32, diagonal: usize, squares: usize, bound: f64, count: i32, values: usize, scratch: usize,
): void {
  for (let k: i32 = 0; k < count; k += ABREAST) {
    const high = values + <usize>k * DOUBLE
    const low = scratch + <usize>k * DOUBLE
    for (let lane: usize = 0; lane < <usize>ABREAST * DOUBLE; lane += DOUBLE) {
      store<f64>(high + lane, bound)
      store<f64>(low + lane, -bound)
    }
    while (halve(n, diagonal, squares, k, low, high)) {}
  }
}

/** One bisection of eight intervals; whether any still has a number inside. */
function halve(n: i32, diagonal: usize, squares: usize, k: i32, low: usize, high: usize): bool {
  const m0 = middle(low, high, 0)
  const m1 = middle(low, high, 16)
  const m2 = middle(low, high, 32)
  const m3 = middle(low, high, 48)
  const smallest = f64x2.splat(-f64.MIN_VALUE)
  const zero = f64x2.splat(0)
  let p0 = f64x2.splat(1)
  let p1 = p0
  let p2 = p0
  let p3 = p0
  let c0 = i64x2.splat(0)
  let c1 = c0
  let c2 = c0
  let c3 = c0
  for (let i: usize = 0; i < <usize>n * DOUBLE; i += DOUBLE) {
    const d = v128.load64_splat(diagonal + i)
    const e = i == 0 ? zero : v128.load64_splat(squares + i - DOUBLE)
    p0 = pivot(d, e, m0, p0, smallest, zero)
    p1 = pivot(d, e, m1, p1, smallest, zero)
    p2 = pivot(d, e, m2, p2, smallest, zero)
    p3 = pivot(d, e, m3, p3, smallest, zero)
    c0 = i64x2.sub(c0, f64x2.lt(p0, zero))
    c1 = i64x2.sub(c1, f64x2.lt(p1, zero))
    c2 = i64x2.sub(c2, f64x2.lt(p2, zero))
    c3 = i64x2.sub(c3, f64x2.lt(p3, zero))
  }
  const wanted = i64(n - k)
  const a = narrow(low, high, m0, c0, wanted, 0)
  const b = narrow(low, high, m1, c1, wanted - 2, 16)
  const c = narrow(low, high, m2, c2, wanted - 4, 32)
  const d = narrow(low, high, m3, c3, wanted - 6, 48)
  return a || b || c || d
}

@inline
function middle(low: usize, high: usize, at: usize): v128 {
  const from = v128.load(low + at)
  const width = f64x2.sub(v128.load(high + at), from)
  return f64x2.add(from, f64x2.mul(width, f64x2.splat(0.5)))
}

/** Sturm: the next pivot of `T − shift·I`; as many are negative as eigenvalues lie below the shift. */
@inline
function pivot(d: v128, e: v128, shift: v128, before: v128, smallest: v128, zero: v128): v128 {
  const next = f64x2.sub(f64x2.sub(d, shift), f64x2.div(e, before))
  return v128.bitselect(smallest, next, f64x2.eq(next, zero))
}

/** Eigenvalues k and k + 1: as many as `wanted`, and one less, lie below what is above them. */
@inline
function narrow(low: usize, high: usize, m: v128, counts: v128, wanted: i64, at: usize): bool {
  const first = side(low + at, high + at, f64x2.extract_lane(m, 0), i64x2.extract_lane(counts, 0) >= wanted)
  const second = side(low + at + DOUBLE, high + at + DOUBLE, f64x2.extract_lane(m, 1), i64x2.extract_lane(counts, 1) >= wanted - 1)
  return first || second
}

@inline
function side(low: usize, high: usize, m: f64, below: bool): bool {
  if (m <= load<f64>(low) || m >= load<f64>(high)) return false
  store<f64>(below ? high : low, m)
  return true
}

const SOLVES: i32 = 4

/**
 * Unit eigenvectors `[count, n]` by inverse iteration, `(T − λI) x ← x`, each kept orthogonal to those
 * before it, so that equal and close eigenvalues get a basis of their space. `scratch` holds 5n numbers.
 */
export function inverseIteration(
  n: i32, diagonal: usize, offDiagonal: usize, values: usize, count: i32, floor: f64,
  vectors: usize, scratch: usize,
): void {
  const row = <usize>n * DOUBLE
  for (let k: i32 = 0; k < count; k++) {
    const x = vectors + <usize>k * row
    startVector(x, n, k)
    factorise(n, diagonal, offDiagonal, load<f64>(values + <usize>k * DOUBLE), floor, scratch)
    for (let solve: i32 = 0; solve < SOLVES; solve++) {
      solveShifted(n, scratch, x)
      normalise(x, n)
      for (let before = vectors; before < x; before += row) {
        addScaled(x, before, -dot(x, before, n), n)
      }
      normalise(x, n)
    }
  }
}

/** Fixed numbers in (−1, 1), other ones for each eigenvector: a generator of 31 bits. */
function startVector(x: usize, n: i32, k: i32): void {
  let state: i64 = 1 + k
  for (let i: i32 = 0; i < n; i++) {
    state = (state * 48271) % 2147483647
    store<f64>(x + <usize>i * DOUBLE, 2 * <f64>state / 2147483647 - 1)
  }
}

/**
 * `P L U` of `T − λI` with row exchanges, five rows of n: pivots, two upper diagonals of U, multipliers,
 * 1 where rows were exchanged. A pivot below `floor` is replaced by it: the shift is an eigenvalue, so
 * one always is nearly 0.
 */
function factorise(
  n: i32, diagonal: usize, offDiagonal: usize, shift: f64, floor: f64, factors: usize,
): void {
  const row = <usize>n * DOUBLE
  const pivots = factors
  const upper = pivots + row
  const second = upper + row
  const multipliers = second + row
  const exchanged = multipliers + row
  const last = row - DOUBLE
  memory.fill(second, 0, 3 * row)
  let current = load<f64>(diagonal) - shift
  let above = n > 1 ? load<f64>(offDiagonal) : 0
  for (let i: usize = 0; i < last; i += DOUBLE) {
    const below = load<f64>(offDiagonal + i)
    const next = load<f64>(diagonal + i, 8) - shift
    const after = i + DOUBLE < last ? load<f64>(offDiagonal + i, 8) : 0
    if (abs(below) > abs(current)) {
      const multiplier = current / below
      store<f64>(exchanged + i, 1)
      store<f64>(multipliers + i, multiplier)
      store<f64>(pivots + i, below)
      store<f64>(upper + i, next)
      store<f64>(second + i, after)
      current = above - multiplier * next
      above = -multiplier * after
      continue
    }
    if (abs(current) < floor) current = floor
    const multiplier = below / current
    store<f64>(multipliers + i, multiplier)
    store<f64>(pivots + i, current)
    store<f64>(upper + i, above)
    current = next - multiplier * above
    above = after
  }
  store<f64>(pivots + last, abs(current) < floor ? floor : current)
}

function solveShifted(n: i32, factors: usize, x: usize): void {
  const row = <usize>n * DOUBLE
  const pivots = factors
  const upper = pivots + row
  const second = upper + row
  const multipliers = second + row
  const exchanged = multipliers + row
  const last = row - DOUBLE
  let current = load<f64>(x)
  for (let i: usize = 0; i < last; i += DOUBLE) {
    let next = load<f64>(x + i, 8)
    if (load<f64>(exchanged + i) != 0) {
      const swapped = current
      current = next
      next = swapped
    }
    store<f64>(x + i, current)
    current = next - load<f64>(multipliers + i) * current
  }
  let x1 = current / load<f64>(pivots + last)
  let x2: f64 = 0
  store<f64>(x + last, x1)
  for (let i = last; i > 0; ) {
    i -= DOUBLE
    const value = load<f64>(x + i) - load<f64>(upper + i) * x1 - load<f64>(second + i) * x2
    x2 = x1
    x1 = value / load<f64>(pivots + i)
    store<f64>(x + i, x1)
  }
}

/** Scaled by the largest entry first: a solve against an eigenvalue can be of any size. */
function normalise(x: usize, n: i32): void {
  const end = x + <usize>n * DOUBLE
  let largest: f64 = 0
  for (let at = x; at < end; at += DOUBLE) largest = max(largest, abs(load<f64>(at)))
  for (let at = x; at < end; at += DOUBLE) store<f64>(at, load<f64>(at) / largest)
  const norm = sqrt(dot(x, x, n))
  for (let at = x; at < end; at += DOUBLE) store<f64>(at, load<f64>(at) / norm)
}

/** `x ← Q x` of vectors `[count, n]`: eigenvectors of T become those of A. */
export function transformBack(
  n: i32, reflectors: usize, scales: usize, count: i32, vectors: usize,
): void {
  const row = <usize>n * DOUBLE
  for (let i: i32 = 1; i < n; i++) {
    const scale = load<f64>(scales + <usize>i * DOUBLE)
    if (scale == 0) continue
    const v = reflectors + <usize>i * row
    for (let k: i32 = 0; k < count; k++) {
      const x = vectors + <usize>k * row
      addScaled(x, v, -scale * dot(v, x, i), i)
    }
  }
}
