import { FLOAT, fma } from './simd'

/**
 * `C = A B` or `C += A B` of whole tiles: m a multiple of 4, n of 8, k not 0; rows are contiguous.
 *
 * Blocks of 2 × 16 and 4 × 8 hold eight sums in registers, in a loop small enough for V8 to unroll.
 * Larger blocks and hand-unrolled loops were a third slower.
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
export function block(
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
