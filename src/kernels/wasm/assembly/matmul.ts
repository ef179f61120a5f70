import { block } from './gemm'
import { FLOAT } from './simd'

/** Terms of the inner sum per pass, so that a panel of B stays in the cache. */
const DEPTH: i32 = 256

/** Bytes of scratch that `matMul` needs. */
export function matMulScratch(m: i32, n: i32): i32 {
  const small = min(m, n)
  return ((small + 7) / 8 * 8 + 8) * DEPTH * <i32>FLOAT + 128
}

/**
 * `C = A B` of any size: `[m, k] × [k, n]`, C dense. A and B are read by strides, packed in zero-padded
 * panels of 4 rows or 8 columns; the larger side is packed one panel at a time.
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

/** One block of C from packed panels; at an edge of C through a 4 × 8 buffer. */
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
