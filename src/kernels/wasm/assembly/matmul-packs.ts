import { block } from './gemm'
import { FLOAT, transpose } from './simd'

/** Four rows of A, each contiguous, missing ones 0. */
export function packRows(count: i32, depth: i32, from: usize, row: usize, column: usize, to: usize): void {
  const size = <usize>depth * FLOAT
  let whole: i32 = 0
  if (row == FLOAT && count == 4) {
    whole = depth & ~3
    transpose(from, column, whole, 4, to, size)
    if (whole == depth) return
  }
  for (let r: i32 = 0; r < 4; r++, from += row, to += size) {
    if (r >= count) memory.fill(to, 0, size)
    else if (column == FLOAT) memory.copy(to, from, size)
    else {
      let at = from + <usize>whole * column
      for (let p = <usize>whole * FLOAT; p < size; p += FLOAT, at += column) store<f32>(to + p, load<f32>(at))
    }
  }
}

/** Eight columns of B, side by side in rows of `stride` bytes, missing ones 0. */
export function packColumns(
  count: i32, depth: i32, from: usize, column: usize, row: usize, to: usize, stride: usize,
): void {
  let p: i32 = 0
  if (count == 8 && row == FLOAT) {
    p = depth & ~3
    transpose(from, column, 8, p, to, stride)
    from += <usize>p * row
    to += <usize>p * stride
  }
  for (; p < depth; p++, from += row, to += stride) {
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

/** One block of C from 4 rows of A and 8 columns of B; at an edge of C through a 4 × 8 buffer. */
export function corners(
  m: i32, n: i32, i: i32, j: i32, depth: i32, a: usize, rowA: usize, b: usize, rowB: usize,
  c: usize, corner: usize, add: bool,
): void {
  const rowC = <usize>n * FLOAT
  const at = c + <usize>i * rowC + <usize>j * FLOAT
  if (i + 4 <= m && j + 8 <= n) {
    block(depth, a, rowA, b, rowB, at, rowC, add)
    return
  }
  block(depth, a, rowA, b, rowB, corner, 32, false)
  for (let r: i32 = 0; r < min(4, m - i); r++) {
    for (let q: i32 = 0; q < min(8, n - j); q++) {
      const to = at + <usize>r * rowC + <usize>q * FLOAT
      const value = load<f32>(corner + <usize>(r * 8 + q) * FLOAT)
      store<f32>(to, add ? value + load<f32>(to) : value)
    }
  }
}
