import { FLOAT, fma } from './simd'

/**
 * `C = A B` or `C += A B` of whole tiles: m a multiple of 4, n of 8. Element (i, p) of A lies at
 * `a + i·rowA + p·columnA`, so A may be stored either way round; rows of B and C are contiguous.
 */
export function gemm(
  m: i32, n: i32, k: i32,
  a: usize, rowA: usize, columnA: usize,
  b: usize, rowB: usize,
  c: usize, rowC: usize,
  add: bool,
): void {
  for (let j: i32 = 0; j < n; j += 8) {
    for (let i: i32 = 0; i < m; i += 4) {
      block(
        k, a + <usize>i * rowA, rowA, columnA, b + <usize>j * FLOAT, rowB,
        c + <usize>i * rowC + <usize>j * FLOAT, rowC, add,
      )
    }
  }
}

/** A 4 × 8 block of C in eight registers. */
@inline
function block(
  k: i32, a: usize, rowA: usize, columnA: usize, b: usize, rowB: usize, c: usize, rowC: usize,
  add: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00
  let c10 = c00, c11 = c00
  let c20 = c00, c21 = c00
  let c30 = c00, c31 = c00
  let a0 = a, a1 = a + rowA, a2 = a1 + rowA, a3 = a2 + rowA
  for (let p: i32 = 0; p < k; p++) {
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
    a0 += columnA
    a1 += columnA
    a2 += columnA
    a3 += columnA
    b += rowB
  }
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
        pack(4, min(4, m - i), depth, fromA + <usize>i * rowA, rowA, columnA, whole + <usize>(i * depth) * FLOAT)
      }
      for (let j: i32 = 0; j < n; j += 8) {
        pack(8, min(8, n - j), depth, fromB + <usize>j * columnB, columnB, rowB, packed)
        for (let i: i32 = 0; i < m; i += 4) {
          corners(m, n, i, j, depth, whole + <usize>(i * depth) * FLOAT, packed, c, corner, p > 0)
        }
      }
    } else {
      const whole = packed + 8 * DEPTH * FLOAT
      for (let j: i32 = 0; j < n; j += 8) {
        pack(8, min(8, n - j), depth, fromB + <usize>j * columnB, columnB, rowB, whole + <usize>(j * depth) * FLOAT)
      }
      for (let i: i32 = 0; i < m; i += 4) {
        pack(4, min(4, m - i), depth, fromA + <usize>i * rowA, rowA, columnA, packed)
        for (let j: i32 = 0; j < n; j += 8) {
          corners(m, n, i, j, depth, packed, whole + <usize>(j * depth) * FLOAT, c, corner, p > 0)
        }
      }
    }
  }
}

/** `width` lanes of `count` vectors, `depth` deep: lane-contiguous, missing lanes 0. */
function pack(
  width: i32, count: i32, depth: i32, from: usize, lane: usize, step: usize, to: usize,
): void {
  if (count == width && lane == FLOAT) {
    for (let p: i32 = 0; p < depth; p++, from += step, to += <usize>width * FLOAT) {
      v128.store(to, v128.load(from))
      if (width == 8) v128.store(to, v128.load(from, 16), 16)
    }
    return
  }
  for (let p: i32 = 0; p < depth; p++, from += step) {
    for (let l: i32 = 0; l < width; l++, to += FLOAT) {
      store<f32>(to, l < count ? load<f32>(from + <usize>l * lane) : 0)
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
    block(depth, a, FLOAT, 16, b, 32, at, rowC, add)
    return
  }
  block(depth, a, FLOAT, 16, b, 32, corner, 32, false)
  for (let r: i32 = 0; r < min(4, m - i); r++) {
    for (let q: i32 = 0; q < min(8, n - j); q++) {
      const to = at + <usize>r * rowC + <usize>q * FLOAT
      const value = load<f32>(corner + <usize>(r * 8 + q) * FLOAT)
      store<f32>(to, add ? value + load<f32>(to) : value)
    }
  }
}
