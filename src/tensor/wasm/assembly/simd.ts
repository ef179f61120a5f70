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

/** `eˣ`, to 1.5 units in the last place; Cody–Waite reduction, polynomial of degree 6 (Cephes). */
@inline
export function exp4(x: v128): v128 {
  const bounded = f32x4.max(f32x4.min(x, f32x4.splat(88.0)), f32x4.splat(-87.0))
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.4426950408889634)))
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)))
  let p = f32x4.splat(1.9875691500e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  p = f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), f32x4.add(r, f32x4.splat(1)))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(p, power)
}

/** `1 / (1 + e⁻ˣ)` */
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1)
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))))
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
