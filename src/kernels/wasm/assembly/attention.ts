import { gemm } from './gemm'
import { constantTable, DOUBLE, exp4, FLOAT, sum4, transpose } from './simd'

/**
 * Factor weights of D dates, `[D, K, n]`: `softmax_i(X A)` over the universe, 0 outside it, of
 * characteristics `[D·n, M]` and folded queries `[M, K]`. K and M are padded to multiples of 8.
 */
const LOWEST: f32 = -3.0e38

@inline
function padded(size: i32): i32 {
  return (size + 7) & ~7
}

/** Bytes of scratch of either direction. */
export function attentionScratch(n: i32, factors: i32, characteristics: i32): i32 {
  const k = padded(factors)
  const m = padded(characteristics)
  const rows = padded(n)
  return (2 * m * k + 2 * rows * k + 8 * m + rows) * <i32>FLOAT + m * k * <i32>DOUBLE
}

export function attentionForward(
  days: i32, n: i32, factors: i32, characteristics: i32,
  values: usize, folded: usize, mask: usize, weights: usize, scratch: usize,
): void {
  const k = padded(factors)
  const rows = padded(n)
  const rowK = <usize>k * FLOAT
  const rowM = <usize>characteristics * FLOAT
  const rowN = <usize>rows * FLOAT
  const a = scratch
  const scores = a + <usize>characteristics * rowK
  const byFactor = scores + <usize>rows * rowK
  const tail = byFactor + <usize>k * rowN
  const members = tail + 4 * rowM
  memory.fill(a, 0, <usize>characteristics * rowK)
  for (let m: i32 = 0; m < characteristics; m++) {
    memory.copy(a + <usize>m * rowK, folded + <usize>(m * factors) * FLOAT, <usize>factors * FLOAT)
  }
  memory.fill(scores, 0, <usize>rows * rowK)
  memory.fill(tail, 0, 4 * rowM + rowN)
  const whole = n & ~3
  for (let day: i32 = 0; day < days; day++) {
    const x = values + <usize>(day * n) * rowM
    gemm(whole, k, characteristics, x, rowM, a, rowK, scores, rowK, false)
    if (whole < n) {
      memory.copy(tail, x + <usize>whole * rowM, <usize>(n - whole) * rowM)
      gemm(4, k, characteristics, tail, rowM, a, rowK, scores + <usize>whole * rowK, rowK, false)
    }
    transpose(scores, rowK, rows, k, byFactor, rowN)
    memory.copy(members, mask + <usize>(day * n) * FLOAT, <usize>n * FLOAT)
    for (let f: i32 = 0; f < factors; f++) {
      const row = byFactor + <usize>f * rowN
      softmax(row, members, rows)
      memory.copy(weights + <usize>((day * factors + f) * n) * FLOAT, row, <usize>n * FLOAT)
    }
  }
}

/** In place, over the entries whose mask is 1; the others, and all of an empty date, become 0. */
function softmax(row: usize, mask: usize, count: i32): void {
  const zero = f32x4.splat(0)
  let most = f32x4.splat(LOWEST)
  for (let i: usize = 0; i < <usize>count * FLOAT; i += 16) {
    const isIn = f32x4.gt(v128.load(mask + i), zero)
    most = f32x4.max(most, v128.bitselect(v128.load(row + i), f32x4.splat(LOWEST), isIn))
  }
  const largest = f32x4.splat(
    max(
      max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
      max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
    ),
  )
  const table = constantTable()
  let sum = zero
  for (let i: usize = 0; i < <usize>count * FLOAT; i += 16) {
    const isIn = f32x4.gt(v128.load(mask + i), zero)
    const e = v128.and(exp4(f32x4.sub(v128.load(row + i), largest), table), isIn)
    sum = f32x4.add(sum, e)
    v128.store(row + i, e)
  }
  const total = sum4(sum)
  const scale = f32x4.splat(total == 0 ? 0 : 1 / total)
  for (let i: usize = 0; i < <usize>count * FLOAT; i += 16) {
    v128.store(row + i, f32x4.mul(v128.load(row + i), scale))
  }
}

/** `∂A = Xᵀ ∂S` with `∂S = ω (∂ω − Σ ω ∂ω)`, summed over dates in double. */
export function attentionBackward(
  days: i32, n: i32, factors: i32, characteristics: i32,
  values: usize, weights: usize, dWeights: usize, dFolded: usize, scratch: usize,
): void {
  const k = padded(factors)
  const m = padded(characteristics)
  const rows = padded(n)
  const rowM = <usize>characteristics * FLOAT
  const rowP = <usize>m * FLOAT
  const rowN = <usize>rows * FLOAT
  const sums = scratch
  const part = sums + <usize>(m * k) * DOUBLE
  const scores = part + <usize>k * rowP
  const last = scores + <usize>k * rowN
  memory.fill(scratch, 0, <usize>(last - scratch) + rowP)
  for (let day: i32 = 0; day < days && n > 0; day++) {
    for (let f: i32 = 0; f < factors; f++) {
      const at = <usize>((day * factors + f) * n) * FLOAT
      softmaxBack(weights + at, dWeights + at, scores + <usize>f * rowN, n)
    }
    // B's rows are read in eights: behind the very last one there is no row to read over into.
    const x = values + <usize>(day * n) * rowM
    memory.copy(last, x + <usize>(n - 1) * rowM, rowM)
    gemm(k, m, 1, scores + <usize>(n - 1) * FLOAT, rowN, last, rowP, part, rowP, false)
    if (n > 1) gemm(k, m, n - 1, scores, rowN, x, rowM, part, rowP, true)
    for (let i: usize = 0; i < <usize>(m * k); i++) {
      const to = sums + i * DOUBLE
      store<f64>(to, load<f64>(to) + <f64>load<f32>(part + i * FLOAT))
    }
  }
  for (let c: i32 = 0; c < characteristics; c++) {
    for (let f: i32 = 0; f < factors; f++, dFolded += FLOAT) {
      store<f32>(dFolded, <f32>load<f64>(sums + <usize>(f * m + c) * DOUBLE))
    }
  }
}

function softmaxBack(w: usize, dw: usize, ds: usize, n: i32): void {
  const end = <usize>n * FLOAT
  const whole = end & ~15
  let along = f32x4.splat(0)
  let i: usize = 0
  for (; i < whole; i += 16) along = f32x4.add(along, f32x4.mul(v128.load(w + i), v128.load(dw + i)))
  let sum = sum4(along)
  for (; i < end; i += FLOAT) sum += load<f32>(w + i) * load<f32>(dw + i)
  const shift = f32x4.splat(sum)
  for (i = 0; i < whole; i += 16) {
    v128.store(ds + i, f32x4.mul(v128.load(w + i), f32x4.sub(v128.load(dw + i), shift)))
  }
  for (; i < end; i += FLOAT) store<f32>(ds + i, load<f32>(w + i) * (load<f32>(dw + i) - sum))
}
