import { DOUBLE } from '../simd'

/**
 * `C = A Bᵀ`, `[m, n]` of `[m, columns]` and `[n, columns]`, blocks of four rows against two. Each entry
 * is the sum over even places plus the sum over odd ones, whatever the block. `half`: only the entries
 * on and below the diagonal's blocks.
 */
export function rowProducts(
  a: usize, b: usize, c: usize, m: i32, n: i32, columns: i32, half: bool,
): void {
  for (let i: i32 = 0; i < m; i += 4) {
    const until = half ? min(n, i + 4) : n
    for (let j: i32 = 0; j < until; j += 2) {
      if (i + 4 <= m && j + 2 <= n) block(a, b, c, i, j, n, columns)
      else edge(a, b, c, i, min(m, i + 4), j, min(n, j + 2), n, columns)
    }
  }
}

function block(a: usize, b: usize, c: usize, i: i32, j: i32, n: i32, columns: i32): void {
  const row = <usize>columns * DOUBLE
  const a0 = a + <usize>i * row
  const a1 = a0 + row
  const a2 = a1 + row
  const a3 = a2 + row
  const b0 = b + <usize>j * row
  const b1 = b0 + row
  let s00 = f64x2.splat(0)
  let s10 = s00
  let s20 = s00
  let s30 = s00
  let s01 = s00
  let s11 = s00
  let s21 = s00
  let s31 = s00
  let k: usize = 0
  for (; k + 16 <= row; k += 16) {
    const x = v128.load(b0 + k)
    const y = v128.load(b1 + k)
    let z = v128.load(a0 + k)
    s00 = f64x2.add(s00, f64x2.mul(z, x))
    s01 = f64x2.add(s01, f64x2.mul(z, y))
    z = v128.load(a1 + k)
    s10 = f64x2.add(s10, f64x2.mul(z, x))
    s11 = f64x2.add(s11, f64x2.mul(z, y))
    z = v128.load(a2 + k)
    s20 = f64x2.add(s20, f64x2.mul(z, x))
    s21 = f64x2.add(s21, f64x2.mul(z, y))
    z = v128.load(a3 + k)
    s30 = f64x2.add(s30, f64x2.mul(z, x))
    s31 = f64x2.add(s31, f64x2.mul(z, y))
  }
  const width = <usize>n * DOUBLE
  const to = c + <usize>i * width + <usize>j * DOUBLE
  put(to, s00, s01, a0, b0, b1, k, row)
  put(to + width, s10, s11, a1, b0, b1, k, row)
  put(to + 2 * width, s20, s21, a2, b0, b1, k, row)
  put(to + 3 * width, s30, s31, a3, b0, b1, k, row)
}

@inline
function put(
  to: usize, s: v128, t: v128, a: usize, b0: usize, b1: usize, k: usize, row: usize,
): void {
  store<f64>(to, total(s, a, b0, k, row))
  store<f64>(to, total(t, a, b1, k, row), 8)
}

/** Both lanes; the last entry of an odd length is added to the even lane. */
@inline
function total(s: v128, a: usize, b: usize, k: usize, row: usize): f64 {
  const even = f64x2.extract_lane(s, 0)
  const odd = f64x2.extract_lane(s, 1)
  return (k < row ? even + load<f64>(a + k) * load<f64>(b + k) : even) + odd
}

function edge(
  a: usize, b: usize, c: usize,
  i: i32, iEnd: i32, j: i32, jEnd: i32, n: i32, columns: i32,
): void {
  for (let r = i; r < iEnd; r++) {
    for (let s = j; s < jEnd; s++) {
      const value = dot(a + <usize>(r * columns) * DOUBLE, b + <usize>(s * columns) * DOUBLE, columns)
      store<f64>(c + <usize>(r * n + s) * DOUBLE, value)
    }
  }
}

export function dot(a: usize, b: usize, count: i32): f64 {
  const end = <usize>count * DOUBLE
  let s = f64x2.splat(0)
  let k: usize = 0
  for (; k + 16 <= end; k += 16) {
    s = f64x2.add(s, f64x2.mul(v128.load(a + k), v128.load(b + k)))
  }
  return total(s, a, b, k, end)
}

/** `y ← y + factor · x` */
export function addScaled(y: usize, x: usize, factor: f64, count: i32): void {
  const end = <usize>count * DOUBLE
  const f = f64x2.splat(factor)
  let k: usize = 0
  for (; k + 16 <= end; k += 16) {
    v128.store(y + k, f64x2.add(v128.load(y + k), f64x2.mul(f, v128.load(x + k))))
  }
  if (k < end) store<f64>(y + k, load<f64>(y + k) + factor * load<f64>(x + k))
}

/**
 * `C = A B`, `[m, n]` of `[m, inner]` and `[inner, n]`, blocks of four rows and four columns. Each
 * entry is added up from the first place to the last.
 */
export function product(a: usize, b: usize, c: usize, m: i32, inner: i32, n: i32): void {
  for (let j: i32 = 0; j < n; j += 4) {
    for (let i: i32 = 0; i < m; i += 4) {
      if (i + 4 <= m && j + 4 <= n) tile(a, b, c, i, j, inner, n)
      else rest(a, b, c, i, min(m, i + 4), j, min(n, j + 4), inner, n)
    }
  }
}

function tile(a: usize, b: usize, c: usize, i: i32, j: i32, inner: i32, n: i32): void {
  const rowA = <usize>inner * DOUBLE
  const rowB = <usize>n * DOUBLE
  const a0 = a + <usize>i * rowA
  const a1 = a0 + rowA
  const a2 = a1 + rowA
  const a3 = a2 + rowA
  let from = b + <usize>j * DOUBLE
  let s00 = f64x2.splat(0)
  let s01 = s00
  let s10 = s00
  let s11 = s00
  let s20 = s00
  let s21 = s00
  let s30 = s00
  let s31 = s00
  for (let k: usize = 0; k < rowA; k += DOUBLE, from += rowB) {
    const x = v128.load(from)
    const y = v128.load(from, 16)
    let z = v128.load64_splat(a0 + k)
    s00 = f64x2.add(s00, f64x2.mul(z, x))
    s01 = f64x2.add(s01, f64x2.mul(z, y))
    z = v128.load64_splat(a1 + k)
    s10 = f64x2.add(s10, f64x2.mul(z, x))
    s11 = f64x2.add(s11, f64x2.mul(z, y))
    z = v128.load64_splat(a2 + k)
    s20 = f64x2.add(s20, f64x2.mul(z, x))
    s21 = f64x2.add(s21, f64x2.mul(z, y))
    z = v128.load64_splat(a3 + k)
    s30 = f64x2.add(s30, f64x2.mul(z, x))
    s31 = f64x2.add(s31, f64x2.mul(z, y))
  }
  const to = c + <usize>i * rowB + <usize>j * DOUBLE
  v128.store(to, s00)
  v128.store(to, s01, 16)
  v128.store(to + rowB, s10)
  v128.store(to + rowB, s11, 16)
  v128.store(to + 2 * rowB, s20)
  v128.store(to + 2 * rowB, s21, 16)
  v128.store(to + 3 * rowB, s30)
  v128.store(to + 3 * rowB, s31, 16)
}

function rest(
  a: usize, b: usize, c: usize,
  i: i32, iEnd: i32, j: i32, jEnd: i32, inner: i32, n: i32,
): void {
  for (let r = i; r < iEnd; r++) {
    for (let s = j; s < jEnd; s++) {
      let sum: f64 = 0
      for (let k: i32 = 0; k < inner; k++) {
        sum += load<f64>(a + <usize>(r * inner + k) * DOUBLE) *
          load<f64>(b + <usize>(k * n + s) * DOUBLE)
      }
      store<f64>(c + <usize>(r * n + s) * DOUBLE, sum)
    }
  }
}
