import { gemm } from './gemm'
import { areWhole, eights, fours, putHead, takeHead } from './heads'
import { constantTable, exp4, FLOAT, sum4, transpose } from './simd'

const LOWEST: f32 = -3.0e38

/**
 * `softmax(Q Kᵀ / √w) V` of every head of every sequence, `[S·Lq, H·w]`, and its weights. `mask` `[S, Lk]`
 * is 1 for keys that are attended to; address 0 where all are.
 */
export function headsForward(
  sequences: i32, lq: i32, lk: i32, heads: i32, width: i32,
  queries: usize, keys: usize, values: usize, mask: usize, out: usize, weights: usize, scratch: usize,
): void {
  const q = fours(lq)
  const k = eights(lk)
  const w = eights(width)
  const row = <usize>(heads * width) * FLOAT
  const rowW = <usize>w * FLOAT
  const rowK = <usize>k * FLOAT
  const query = scratch
  const key = query + <usize>q * rowW
  const value = key + <usize>k * rowW
  const turned = value + <usize>k * rowW
  const scores = turned + <usize>w * rowK
  const mixed = scores + <usize>q * rowK
  const members = mixed + <usize>q * rowW
  memory.fill(scratch, 0, members - scratch)
  for (let i: i32 = 0; i < k; i++) store<f32>(members + <usize>i * FLOAT, i < lk ? 1 : 0)
  const scale = <f32>(1 / sqrt(<f64>width))
  const isWhole = areWhole(lq, lk, width)
  const stride = isWhole ? row : rowW
  for (let s: i32 = 0; s < sequences; s++) {
    if (mask != 0) memory.copy(members, mask + <usize>(s * lk) * FLOAT, <usize>lk * FLOAT)
    const tokens = <usize>(s * lk) * row
    const asked = <usize>(s * lq) * row
    for (let h: i32 = 0; h < heads; h++) {
      const head = <usize>(h * width) * FLOAT
      let q4 = queries + asked + head
      let k8 = keys + tokens + head
      let v8 = values + tokens + head
      let to = out + asked + head
      if (!isWhole) {
        takeHead(q4, row, lq, width, query, w)
        takeHead(k8, row, lk, width, key, w)
        takeHead(v8, row, lk, width, value, w)
        q4 = query
        k8 = key
        v8 = value
        to = mixed
      }
      const shares = isWhole ? weights : scores
      transpose(k8, stride, k, w, turned, rowK)
      gemm(q, k, w, q4, stride, turned, rowK, shares, rowK, false)
      for (let i: i32 = 0; i < lq; i++) softmax(shares + <usize>i * rowK, members, rowK, scale)
      gemm(q, w, k, shares, rowK, v8, stride, to, stride, false)
      if (!isWhole) {
        memory.copy(weights, scores, <usize>lq * rowK)
        putHead(mixed, w, lq, width, out + asked + head, row)
      }
      weights += <usize>lq * rowK
    }
  }
}

/** Of `scale · x` in place, over the entries whose mask is 1; the others become 0. */
@inline
function softmax(x: usize, mask: usize, row: usize, scale: f32): void {
  const table = constantTable()
  const zero = f32x4.splat(0)
  const lowest = f32x4.splat(LOWEST)
  const scale4 = f32x4.splat(scale)
  let most = lowest
  for (let i: usize = 0; i < row; i += 16) {
    const isIn = f32x4.gt(v128.load(mask + i), zero)
    most = f32x4.max(most, v128.bitselect(v128.load(x + i), lowest, isIn))
  }
  const largest = f32x4.splat(
    max(
      max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
      max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
    ),
  )
  let sums = zero
  for (let i: usize = 0; i < row; i += 16) {
    const isIn = f32x4.gt(v128.load(mask + i), zero)
    const below = f32x4.mul(f32x4.sub(v128.load(x + i), largest), scale4)
    const e = v128.and(exp4(below, table), isIn)
    sums = f32x4.add(sums, e)
    v128.store(x + i, e)
  }
  const total = sum4(sums)
  const share = f32x4.splat(total == 0 ? 0 : 1 / total)
  for (let i: usize = 0; i < row; i += 16) v128.store(x + i, f32x4.mul(v128.load(x + i), share))
}
