import { addScaled, dot } from './products'
import { DOUBLE } from '../simd'

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

/** Fixed pseudo-random numbers in (−1, 1), different for each eigenvector (31-bit Lehmer generator). */
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
 * one pivot is always close to 0.
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

/** Divides by the largest entry first, because the solution at an eigenvalue can overflow. */
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
