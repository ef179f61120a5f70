import { FLOAT, fma } from './simd'

/**
 * `C = A B` or `C += A B` of whole tiles: m a multiple of 4, n of 8, k not 0; rows are contiguous.
 *
 * Blocks of 2 × 16 and 4 × 8 with one step a round: eight sums in registers, and a loop that is small
 * enough for V8 to unroll. Larger blocks and hand-unrolled ones measured a third slower.
 */
export function gemm(
  m: i32, n: i32, k: i32, a: usize, rowA: usize, b: usize, rowB: usize, c: usize, rowC: usize,
  add: bool,
): void {
  let j: i32 = 0
  for (; j + 16 <= n; j += 16) {
    for (let i: i32 = 0; i < m; i += 2) {
      wide(
        k, a + <usize>i * rowA, rowA, b + <usize>j * FLOAT, rowB,
        c + <usize>i * rowC + <usize>j * FLOAT, rowC, add,
      )
    }
  }
  for (; j < n; j += 8) {
    for (let i: i32 = 0; i < m; i += 4) {
      block(
        k, a + <usize>i * rowA, rowA, b + <usize>j * FLOAT, rowB,
        c + <usize>i * rowC + <usize>j * FLOAT, rowC, add,
      )
    }
  }
}

/** A 2 × 16 block of C. */
@inline
function wide(
  k: i32, a: usize, rowA: usize, b: usize, rowB: usize, c: usize, rowC: usize, add: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c02 = c00, c03 = c00
  let c10 = c00, c11 = c00, c12 = c00, c13 = c00
  const end = a + <usize>k * FLOAT
  let a1 = a + rowA
  do {
    const x = v128.load_splat<f32>(a)
    const y = v128.load_splat<f32>(a1)
    const b0 = v128.load(b)
    c00 = fma(x, b0, c00)
    c10 = fma(y, b0, c10)
    const b1 = v128.load(b, 16)
    c01 = fma(x, b1, c01)
    c11 = fma(y, b1, c11)
    const b2 = v128.load(b, 32)
    c02 = fma(x, b2, c02)
    c12 = fma(y, b2, c12)
    const b3 = v128.load(b, 48)
    c03 = fma(x, b3, c03)
    c13 = fma(y, b3, c13)
    a += FLOAT
    a1 += FLOAT
    b += rowB
  } while (a < end)
  const d = c + rowC
  if (add) {
    c00 = f32x4.add(c00, v128.load(c))
    c01 = f32x4.add(c01, v128.load(c, 16))
    c02 = f32x4.add(c02, v128.load(c, 32))
    c03 = f32x4.add(c03, v128.load(c, 48))
    c10 = f32x4.add(c10, v128.load(d))
    c11 = f32x4.add(c11, v128.load(d, 16))
    c12 = f32x4.add(c12, v128.load(d, 32))
    c13 = f32x4.add(c13, v128.load(d, 48))
  }
  v128.store(c, c00)
  v128.store(c, c01, 16)
  v128.store(c, c02, 32)
  v128.store(c, c03, 48)
  v128.store(d, c10)
  v128.store(d, c11, 16)
  v128.store(d, c12, 32)
  v128.store(d, c13, 48)
}

/** A 4 × 8 block of C. */
@inline
function block(
  k: i32, a: usize, rowA: usize, b: usize, rowB: usize, c: usize, rowC: usize, add: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00
  let c10 = c00, c11 = c00
  let c20 = c00, c21 = c00
  let c30 = c00, c31 = c00
  const end = a + <usize>k * FLOAT
  let a0 = a, a1 = a + rowA, a2 = a1 + rowA, a3 = a2 + rowA
  do {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    let x = v128.load_splat<f32>(a0)
    c00 = fma(x, b0, c00)
    c01 = fma(x, b1, c01)
    x = v128.load_splat<f32>(a1)
    c10 = fma(x, b0, c10)
    c11 = fma(x, b1, c11)
    x = v128.load_splat<f32>(a2)
    c20 = fma(x, b0, c20)
    c21 = fma(x, b1, c21)
    x = v128.load_splat<f32>(a3)
    c30 = fma(x, b0, c30)
    c31 = fma(x, b1, c31)
    a0 += FLOAT
    a1 += FLOAT
    a2 += FLOAT
    a3 += FLOAT
    b += rowB
  } while (a0 < end)
  const d1 = c + rowC
  const d2 = d1 + rowC
  const d3 = d2 + rowC
  if (add) {
    c00 = f32x4.add(c00, v128.load(c))
    c01 = f32x4.add(c01, v128.load(c, 16))
    c10 = f32x4.add(c10, v128.load(d1))
    c11 = f32x4.add(c11, v128.load(d1, 16))
    c20 = f32x4.add(c20, v128.load(d2))
    c21 = f32x4.add(c21, v128.load(d2, 16))
    c30 = f32x4.add(c30, v128.load(d3))
    c31 = f32x4.add(c31, v128.load(d3, 16))
  }
  v128.store(c, c00)
  v128.store(c, c01, 16)
  v128.store(d1, c10)
  v128.store(d1, c11, 16)
  v128.store(d2, c20)
  v128.store(d2, c21, 16)
  v128.store(d3, c30)
  v128.store(d3, c31, 16)
}

/** Rows of the sum that are added up before they meet C: B's panel of them stays in the cache. */
const DEPTH: i32 = 256

/** Bytes of scratch that `matMul` needs. */
export function matMulScratch(m: i32, n: i32): i32 {
  const small = min(m, n)
  return ((small + 7) / 8 * 8 + 8) * DEPTH * <i32>FLOAT + 128
}

/**
 * `C = A B` of any size: `[m, k] × [k, n]`, C dense. A and B are read by strides, packed in zero-padded
 * panels of 4 rows or 8 columns; of the larger side one panel at a time.
 */
export function matMul(
  m: i32, n: i32, k: i32,
  a: usize, rowA: usize, columnA: usize,
  b: usize, rowB: usize, columnB: usize,
  c: usize, scratch: usize,
): void {
  if (k == 0) memory.fill(c, 0, <usize>(m * n) * FLOAT)
  const corner = scratch
  const packed = scratch + 128
  for (let p: i32 = 0; p < k; p += DEPTH) {
    const depth = min(DEPTH, k - p)
    const fromA = a + <usize>p * columnA
    const fromB = b + <usize>p * rowB
    if (n >= m) {
      const whole = packed + 8 * DEPTH * FLOAT
      for (let i: i32 = 0; i < m; i += 4) {
        packRows(min(4, m - i), depth, fromA + <usize>i * rowA, rowA, columnA, whole + <usize>(i * depth) * FLOAT)
      }
      for (let j: i32 = 0; j < n; j += 8) {
        packColumns(min(8, n - j), depth, fromB + <usize>j * columnB, columnB, rowB, packed)
        for (let i: i32 = 0; i < m; i += 4) {
          corners(m, n, i, j, depth, whole + <usize>(i * depth) * FLOAT, packed, c, corner, p > 0)
        }
      }
    } else {
      const whole = packed + 8 * DEPTH * FLOAT
      for (let j: i32 = 0; j < n; j += 8) {
        packColumns(min(8, n - j), depth, fromB + <usize>j * columnB, columnB, rowB, whole + <usize>(j * depth) * FLOAT)
      }
      for (let i: i32 = 0; i < m; i += 4) {
        packRows(min(4, m - i), depth, fromA + <usize>i * rowA, rowA, columnA, packed)
        for (let j: i32 = 0; j < n; j += 8) {
          corners(m, n, i, j, depth, packed, whole + <usize>(j * depth) * FLOAT, c, corner, p > 0)
        }
      }
    }
  }
}

/** Four rows of A, each contiguous, missing ones 0. */
function packRows(count: i32, depth: i32, from: usize, row: usize, column: usize, to: usize): void {
  const size = <usize>depth * FLOAT
  for (let r: i32 = 0; r < 4; r++, from += row, to += size) {
    if (r >= count) memory.fill(to, 0, size)
    else if (column == FLOAT) memory.copy(to, from, size)
    else {
      let at = from
      for (let p: usize = 0; p < size; p += FLOAT, at += column) store<f32>(to + p, load<f32>(at))
    }
  }
}

/** Eight columns of B, side by side, missing ones 0. */
function packColumns(count: i32, depth: i32, from: usize, column: usize, row: usize, to: usize): void {
  for (let p: i32 = 0; p < depth; p++, from += row, to += 32) {
    if (count == 8 && column == FLOAT) {
      v128.store(to, v128.load(from))
      v128.store(to, v128.load(from, 16), 16)
      continue
    }
    for (let q: i32 = 0; q < 8; q++) {
      store<f32>(to + <usize>q * FLOAT, q < count ? load<f32>(from + <usize>q * column) : 0)
    }
  }
}

/** One block of C from packed panels; at its edges by way of a 4 × 8 corner. */
function corners(
  m: i32, n: i32, i: i32, j: i32, depth: i32, a: usize, b: usize, c: usize, corner: usize, add: bool,
): void {
  const rowC = <usize>n * FLOAT
  const at = c + <usize>i * rowC + <usize>j * FLOAT
  if (i + 4 <= m && j + 8 <= n) {
    block(depth, a, <usize>depth * FLOAT, b, 32, at, rowC, add)
    return
  }
  block(depth, a, <usize>depth * FLOAT, b, 32, corner, 32, false)
  for (let r: i32 = 0; r < min(4, m - i); r++) {
    for (let q: i32 = 0; q < min(8, n - j); q++) {
      const to = at + <usize>r * rowC + <usize>q * FLOAT
      const value = load<f32>(corner + <usize>(r * 8 + q) * FLOAT)
      store<f32>(to, add ? value + load<f32>(to) : value)
    }
  }
}
