import { DOUBLE, FLOAT, fma } from './simd'

/**
 * Projections of B dates, the last of D: `ε = v − Wᵀ x` with `x = G⁻¹ W v`, of factor weights
 * `[D, K, n]`, their Gram matrices `[D, K, K]` and vectors `[B, n]`. The solve is in double; where
 * G is not positive definite x is NaN.
 */
export function projectForward(
  days: i32,
  steps: i32,
  factors: i32,
  n: i32,
  weights: usize,
  gram: usize,
  vectors: usize,
  residuals: usize,
  shares: usize,
  scratch: usize,
): void {
  for (let step: i32 = 0; step < steps; step++) {
    const day = days - steps + step
    const w = weights + <usize>(day * factors * n) * FLOAT
    const v = vectors + <usize>(step * n) * FLOAT
    const x = shares + <usize>(step * factors) * FLOAT
    factorise(gram + <usize>(day * factors * factors) * FLOAT, factors, scratch)
    solve(w, v, factors, n, x, scratch)
    subtract(v, w, x, factors, n, residuals + <usize>(step * n) * FLOAT)
  }
}

/** With `y = G⁻¹ W ∂ε`: `∂v = ∂ε − Wᵀ y` and `∂W = −x ∂vᵀ − y εᵀ`, the way through G included. */
export function projectBackward(
  days: i32,
  steps: i32,
  factors: i32,
  n: i32,
  weights: usize,
  gram: usize,
  residuals: usize,
  shares: usize,
  dResiduals: usize,
  dWeights: usize,
  dVectors: usize,
  scratch: usize,
): void {
  const y = scratch + <usize>((factors + 1) * factors) * DOUBLE
  const size = <usize>(factors * n) * FLOAT
  memory.fill(dWeights, 0, <usize>(days - steps) * size)
  for (let step: i32 = 0; step < steps; step++) {
    const day = days - steps + step
    const w = weights + <usize>day * size
    const row = <usize>(step * n) * FLOAT
    const dv = dVectors + row
    factorise(gram + <usize>(day * factors * factors) * FLOAT, factors, scratch)
    solve(w, dResiduals + row, factors, n, y, scratch)
    subtract(dResiduals + row, w, y, factors, n, dv)
    const x = shares + <usize>(step * factors) * FLOAT
    for (let k: i32 = 0; k < factors; k++) {
      outer(
        load<f32>(x + <usize>k * FLOAT),
        dv,
        load<f32>(y + <usize>k * FLOAT),
        residuals + row,
        n,
        dWeights + <usize>day * size + <usize>(k * n) * FLOAT,
      )
    }
  }
}

/** Bytes of scratch of either direction. */
export function projectScratch(factors: i32): i32 {
  return (factors + 1) * factors * <i32>DOUBLE + factors * <i32>FLOAT
}

/** A pivot below this share of its diagonal entry is rounding, not rank. */
const PIVOT_TOLERANCE: f64 = 1e-13

/** `G = L Lᵀ` in double; the diagonal holds its reciprocals, or NaN. */
function factorise(gram: usize, size: i32, lower: usize): void {
  const row = <usize>size * DOUBLE
  for (let i: i32 = 0; i < size; i++) {
    const li = lower + <usize>i * row
    for (let j: i32 = 0; j <= i; j++) {
      const lj = lower + <usize>j * row
      let sum = <f64>load<f32>(gram + <usize>(i * size + j) * FLOAT)
      const diagonal = sum
      for (let k: usize = 0; k < <usize>j * DOUBLE; k += DOUBLE)
        sum -= load<f64>(li + k) * load<f64>(lj + k)
      if (i > j) sum *= load<f64>(lj + <usize>j * DOUBLE)
      else sum = sum > diagonal * PIVOT_TOLERANCE ? 1 / sqrt(sum) : NaN
      store<f64>(li + <usize>j * DOUBLE, sum)
    }
  }
}

/** `x = (L Lᵀ)⁻¹ W v` */
function solve(w: usize, v: usize, size: i32, n: i32, x: usize, lower: usize): void {
  const row = <usize>size * DOUBLE
  const right = lower + <usize>size * row
  for (let i: i32 = 0; i < size; i++) {
    const li = lower + <usize>i * row
    let sum = dot(w + <usize>(i * n) * FLOAT, v, n)
    for (let k: usize = 0; k < <usize>i * DOUBLE; k += DOUBLE)
      sum -= load<f64>(li + k) * load<f64>(right + k)
    store<f64>(right + <usize>i * DOUBLE, sum * load<f64>(li + <usize>i * DOUBLE))
  }
  for (let i: i32 = size - 1; i >= 0; i--) {
    let sum = load<f64>(right + <usize>i * DOUBLE)
    for (let k: i32 = i + 1; k < size; k++) {
      sum -=
        load<f64>(lower + <usize>k * row + <usize>i * DOUBLE) * load<f64>(right + <usize>k * DOUBLE)
    }
    sum *= load<f64>(lower + <usize>i * row + <usize>i * DOUBLE)
    store<f64>(right + <usize>i * DOUBLE, sum)
    store<f32>(x + <usize>i * FLOAT, <f32>sum)
  }
}

function dot(a: usize, b: usize, n: i32): f64 {
  const end = <usize>n * FLOAT
  let i: usize = 0
  let first = f64x2.splat(0)
  let second = first
  for (; i + 16 <= end; i += 16) {
    const product = f32x4.mul(v128.load(a + i), v128.load(b + i))
    first = f64x2.add(first, f64x2.promote_low_f32x4(product))
    second = f64x2.add(
      second,
      f64x2.promote_low_f32x4(v128.shuffle<f32>(product, product, 2, 3, 2, 3)),
    )
  }
  first = f64x2.add(first, second)
  let sum = f64x2.extract_lane(first, 0) + f64x2.extract_lane(first, 1)
  for (; i < end; i += FLOAT) sum += <f64>(load<f32>(a + i) * load<f32>(b + i))
  return sum
}

/** `r = v − Wᵀ x`, sixteen entries at a time. */
function subtract(v: usize, w: usize, x: usize, size: i32, n: i32, r: usize): void {
  const end = <usize>n * FLOAT
  let i: usize = 0
  for (; i + 64 <= end; i += 64) {
    let r0 = v128.load(v + i)
    let r1 = v128.load(v + i, 16)
    let r2 = v128.load(v + i, 32)
    let r3 = v128.load(v + i, 48)
    let row = w + i
    for (let k: i32 = 0; k < size; k++, row += end) {
      const share = f32x4.neg(v128.load_splat<f32>(x + <usize>k * FLOAT))
      r0 = fma(share, v128.load(row), r0)
      r1 = fma(share, v128.load(row, 16), r1)
      r2 = fma(share, v128.load(row, 32), r2)
      r3 = fma(share, v128.load(row, 48), r3)
    }
    v128.store(r + i, r0)
    v128.store(r + i, r1, 16)
    v128.store(r + i, r2, 32)
    v128.store(r + i, r3, 48)
  }
  for (; i < end; i += FLOAT) {
    let left = load<f32>(v + i)
    for (let k: i32 = 0; k < size; k++) {
      left -= load<f32>(x + <usize>k * FLOAT) * load<f32>(w + <usize>k * end + i)
    }
    store<f32>(r + i, left)
  }
}

/** `to = −a u − b v` */
function outer(a: f32, u: usize, b: f32, v: usize, n: i32, to: usize): void {
  const end = <usize>n * FLOAT
  const first = f32x4.splat(-a)
  const second = f32x4.splat(-b)
  let i: usize = 0
  for (; i + 16 <= end; i += 16) {
    v128.store(to + i, fma(first, v128.load(u + i), f32x4.mul(second, v128.load(v + i))))
  }
  for (; i < end; i += FLOAT) store<f32>(to + i, -a * load<f32>(u + i) - b * load<f32>(v + i))
}
