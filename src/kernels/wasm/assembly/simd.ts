/** Four floats at a time; addresses and strides are in bytes. */

@inline
export const FLOAT: usize = 4
@inline
export const DOUBLE: usize = 8

/** `a · b + c`: one rounding where the build has it (relaxed), else two. */
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)
  return f32x4.add(f32x4.mul(a, b), c)
}

/**
 * Address of the constants, each stored four times. V8 materialises a vector constant at every use, even
 * inside a loop; a load is cheaper. `init` sets it.
 */
let constants: usize = 0

/** Bytes of the table that `init` fills. */
export const CONSTANT_BYTES: i32 = 16 * 16

export function init(address: usize): void {
  constants = address
  put(0, 1)
  put(1, 88)
  put(2, -86)
  put(3, 1.4426950408889634)
  put(4, 12582912) // adding it leaves the nearest integer in the lowest bits
  put(5, -0.693359375)
  put(6, 2.12194440e-4)
  put(7, 1.9875691500e-4)
  put(8, 1.3981999507e-3)
  put(9, 8.3334519073e-3)
  put(10, 4.1665795894e-2)
  put(11, 1.6666665459e-1)
  put(12, 5.0000001201e-1)
  put(13, 1.5957691216057308 * 0.044715)
  put(14, 1.5957691216057308)
  put(15, 3 * 1.5957691216057308 * 0.044715)
}

function put(index: usize, value: f32): void {
  v128.store(constants + 16 * index, f32x4.splat(value))
}

/** Address of the constants, for a loop to keep in a local. */
@inline
export function constantTable(): usize {
  return constants
}

/** `eˣ`, to 2 units in the last place; Cody–Waite reduction, polynomial of degree 6 (Cephes). */
@inline
export function exp4(x: v128, table: usize): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, v128.load(table, 16)), v128.load(table, 32))
  const magic = v128.load(table, 64)
  const shifted = fma(bounded, v128.load(table, 48), magic)
  const n = f32x4.sub(shifted, magic)
  const r = fma(n, v128.load(table, 96), fma(n, v128.load(table, 80), bounded))
  let p = fma(v128.load(table, 112), r, v128.load(table, 128))
  p = fma(p, r, v128.load(table, 144))
  p = fma(p, r, v128.load(table, 160))
  p = fma(p, r, v128.load(table, 176))
  p = fma(p, r, v128.load(table, 192))
  p = f32x4.add(fma(p, f32x4.mul(r, r), r), v128.load(table))
  return i32x4.add(p, i32x4.shl(shifted, 23)) // times 2ⁿ, in the exponent
}

/** `1 / (1 + e⁻ˣ)` */
@inline
export function sigmoid4(x: v128, table: usize): v128 {
  const one = v128.load(table)
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x), table)))
}

@inline
export function sum4(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 1) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  )
}

/** `C = Aᵀ`, `[columns, rows]` of `[rows, columns]`; both counts multiples of 4. */
export function transpose(
  a: usize, strideA: usize, rows: i32, columns: i32, c: usize, strideC: usize,
): void {
  for (let i: usize = 0; i < <usize>rows; i += 4) {
    for (let j: usize = 0; j < <usize>columns; j += 4) {
      const from = a + i * strideA + j * FLOAT
      const to = c + j * strideC + i * FLOAT
      const r0 = v128.load(from)
      const r1 = v128.load(from + strideA)
      const r2 = v128.load(from + 2 * strideA)
      const r3 = v128.load(from + 3 * strideA)
      const s0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5)
      const s1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7)
      const s2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5)
      const s3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7)
      v128.store(to, v128.shuffle<f32>(s0, s2, 0, 1, 4, 5))
      v128.store(to + strideC, v128.shuffle<f32>(s0, s2, 2, 3, 6, 7))
      v128.store(to + 2 * strideC, v128.shuffle<f32>(s1, s3, 0, 1, 4, 5))
      v128.store(to + 3 * strideC, v128.shuffle<f32>(s1, s3, 2, 3, 6, 7))
    }
  }
}
