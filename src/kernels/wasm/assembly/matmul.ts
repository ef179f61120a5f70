import { gemm } from './gemm'
import { corners, packColumns, packRows } from './matmul-packs'
import { pairsOfTranspose } from './gemm-of-transpose'
import { FLOAT } from './simd'

/** Terms of the inner sum per pass, so that a panel of B stays in the cache. */
export const DEPTH: i32 = 256
/** Bytes of a pass of B that is multiplied as one panel. */
const PANEL: i32 = 1 << 16
/** Rows of A that are multiplied by all of such a panel before the next ones. */
const ROWS: i32 = 64

/** Bytes of scratch that `matMul` needs. */
export function matMulScratch(m: i32, n: i32): i32 {
  const small = min(m, n)
  return ((small + 7) / 8 * 8 + 8) * DEPTH * <i32>FLOAT + 128 + PANEL
}

/**
 * `C = A B` of any size: `[m, k] × [k, n]`, C dense. A and B are read by strides.
 *
 * Each number of C is the sum of its passes of 256 terms, each pass summed in order from 0, whatever the path:
 * paths differ in where they read A and B from, never in the bits of C.
 */
export function matMul(
  m: i32, n: i32, k: i32,
  a: usize, rowA: usize, columnA: usize,
  b: usize, rowB: usize, columnB: usize,
  c: usize, scratch: usize,
): void {
  if (k == 0) memory.fill(c, 0, <usize>(m * n) * FLOAT)
  for (let p: i32 = 0; p < k; p += DEPTH) {
    const fromA = a + <usize>p * columnA
    const fromB = b + <usize>p * rowB
    pass(m, n, min(DEPTH, k - p), fromA, rowA, columnA, fromB, rowB, columnB, c, scratch, p > 0)
  }
}

/** At most 256 terms of `matMul`: `C = A B`, or `C += A B` with the product summed before it is added. */
export function pass(
  m: i32, n: i32, depth: i32, a: usize, rowA: usize, columnA: usize, b: usize, rowB: usize, columnB: usize,
  c: usize, scratch: usize, add: bool,
): void {
  const isNarrow = ((n + 7) & ~7) * depth * <i32>FLOAT <= PANEL
  if (isNarrow && columnA == FLOAT && m >= 4) {
    byRows(m, n, depth, a, rowA, b, rowB, columnB, c, scratch, add)
  } else if (rowA == FLOAT && columnB == FLOAT && (m & 1) == 0 && (n & 15) == 0 && m * n <= PANEL) {
    pairsOfTranspose(m, n, depth, a, columnA, b, rowB, c, <usize>n * FLOAT, add)
  } else packed(m, n, depth, a, rowA, columnA, b, rowB, columnB, c, scratch, add)
}

/** Rows of A where they are, times B as one panel, which is copied only where its columns are not whole tiles. */
function byRows(
  m: i32, n: i32, depth: i32, a: usize, rowA: usize, b: usize, rowB: usize, columnB: usize,
  c: usize, scratch: usize, add: bool,
): void {
  const rowC = <usize>n * FLOAT
  const corner = scratch
  const rest = corner + 128
  const panel = rest + <usize>(4 * DEPTH) * FLOAT
  const isWhole = columnB == FLOAT && (n & 7) == 0
  const from = isWhole ? b : panel
  const row = isWhole ? rowB : <usize>((n + 7) & ~7) * FLOAT
  if (!isWhole) {
    for (let j: i32 = 0; j < n; j += 8) {
      packColumns(min(8, n - j), depth, b + <usize>j * columnB, columnB, rowB, panel + <usize>j * FLOAT, row)
    }
  }
  const whole = n & ~7
  for (let i: i32 = 0; i < m; i += ROWS) {
    const count = min(ROWS, m - i) & ~3
    const fromA = a + <usize>i * rowA
    if (whole > 0) gemm(count, whole, depth, fromA, rowA, from, row, c + <usize>i * rowC, rowC, add)
    if (whole == n) continue
    const last = from + <usize>whole * FLOAT
    for (let r: i32 = 0; r < count; r += 4) {
      corners(m, n, i + r, whole, depth, fromA + <usize>r * rowA, rowA, last, row, c, corner, add)
    }
  }
  const left = m & ~3
  if (left == m) return
  packRows(m - left, depth, a + <usize>left * rowA, rowA, FLOAT, rest)
  for (let j: i32 = 0; j < n; j += 8) {
    corners(m, n, left, j, depth, rest, <usize>depth * FLOAT, from + <usize>j * FLOAT, row, c, corner, add)
  }
}

/** Zero-padded panels of 4 rows and of 8 columns; the larger side is packed one panel at a time. */
function packed(
  m: i32, n: i32, depth: i32, a: usize, rowA: usize, columnA: usize, b: usize, rowB: usize, columnB: usize,
  c: usize, scratch: usize, add: bool,
): void {
  const corner = scratch
  const one = scratch + 128
  const all = one + <usize>(8 * DEPTH) * FLOAT
  const size = <usize>depth * FLOAT
  if (n >= m) {
    for (let i: i32 = 0; i < m; i += 4) {
      packRows(min(4, m - i), depth, a + <usize>i * rowA, rowA, columnA, all + <usize>i * size)
    }
    for (let j: i32 = 0; j < n; j += 8) {
      packColumns(min(8, n - j), depth, b + <usize>j * columnB, columnB, rowB, one, 32)
      for (let i: i32 = 0; i < m; i += 4) {
        corners(m, n, i, j, depth, all + <usize>i * size, size, one, 32, c, corner, add)
      }
    }
    return
  }
  for (let j: i32 = 0; j < n; j += 8) {
    packColumns(min(8, n - j), depth, b + <usize>j * columnB, columnB, rowB, all + <usize>j * size, 32)
  }
  for (let i: i32 = 0; i < m; i += 4) {
    packRows(min(4, m - i), depth, a + <usize>i * rowA, rowA, columnA, one)
    for (let j: i32 = 0; j < n; j += 8) {
      corners(m, n, i, j, depth, one, size, all + <usize>j * size, 32, c, corner, add)
    }
  }
}
