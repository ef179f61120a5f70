import { DOUBLE } from '../simd'

/** Eigenvalues bisected at once, which hides the latency of the divisions. */
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

/** One bisection of eight intervals; whether any interval still contains another double. */
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

/** Halves the intervals of eigenvalues k and k + 1: `wanted` and `wanted − 1` eigenvalues lie below. */
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
