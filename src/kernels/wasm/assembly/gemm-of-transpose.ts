import { FLOAT, fma } from './simd'

/** `C += Aᵀ B`, `[m, n]` of `[k, m]` and `[k, n]`: m even, n a multiple of 16, k not 0. */
export function gemmOfTranspose(
  m: i32, n: i32, k: i32, a: usize, rowA: usize, b: usize, rowB: usize, c: usize, rowC: usize,
): void {
  for (let j: usize = 0; j < <usize>n * FLOAT; j += 64) {
    for (let i: usize = 0; i < <usize>m; i += 2) {
      pair(k, a + i * FLOAT, rowA, b + j, rowB, c + i * rowC + j, rowC, true, false)
    }
  }
}

/** `C = Aᵀ B`, or `C += Aᵀ B` with the product summed before it is added; sizes as above. */
export function pairsOfTranspose(
  m: i32, n: i32, k: i32, a: usize, rowA: usize, b: usize, rowB: usize, c: usize, rowC: usize, add: bool,
): void {
  for (let j: usize = 0; j < <usize>n * FLOAT; j += 64) {
    for (let i: usize = 0; i < <usize>m; i += 2) {
      pair(k, a + i * FLOAT, rowA, b + j, rowB, c + i * rowC + j, rowC, false, add)
    }
  }
}

/** A 2 × 16 block of C, summed from C on or from 0; `add` adds C at the end. */
@inline
function pair(
  k: i32, a: usize, rowA: usize, b: usize, rowB: usize, c: usize, rowC: usize, goOn: bool, add: bool,
): void {
  const d = c + rowC
  let c00 = f32x4.splat(0), c01 = c00, c02 = c00, c03 = c00
  let c10 = c00, c11 = c00, c12 = c00, c13 = c00
  if (goOn) {
    c00 = v128.load(c)
    c01 = v128.load(c, 16)
    c02 = v128.load(c, 32)
    c03 = v128.load(c, 48)
    c10 = v128.load(d)
    c11 = v128.load(d, 16)
    c12 = v128.load(d, 32)
    c13 = v128.load(d, 48)
  }
  const end = a + <usize>k * rowA
  do {
    const x = v128.load_splat<f32>(a)
    const y = v128.load_splat<f32>(a, 4)
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
    a += rowA
    b += rowB
  } while (a < end)
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
