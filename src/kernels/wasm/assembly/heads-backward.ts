import { gemm } from './gemm'
import { areWhole, eights, fours, putHead, takeHead } from './heads'
import { FLOAT, fma, sum4, transpose } from './simd'

/**
 * Gradients of `headsForward` from its weights A:
 *
 *     ∂V = Aᵀ ∂O,  ∂A = ∂O Vᵀ,  ∂S = A (∂A − Σ A ∂A) / √w,  ∂Q = ∂S K,  ∂K = ∂Sᵀ Q
 */
export function headsBackward(
  sequences: i32, lq: i32, lk: i32, heads: i32, width: i32,
  queries: usize, keys: usize, values: usize, weights: usize, dOut: usize,
  dQueries: usize, dKeys: usize, dValues: usize, scratch: usize,
): void {
  const q = fours(lq)
  const k = eights(lk)
  const w = eights(width)
  const row = <usize>(heads * width) * FLOAT
  const rowW = <usize>w * FLOAT
  const rowK = <usize>k * FLOAT
  const rowQ = <usize>q * FLOAT
  const query = scratch
  const push = query + <usize>q * rowW
  const key = push + <usize>q * rowW
  const value = key + <usize>k * rowW
  const turnedValue = value + <usize>k * rowW
  const kept = turnedValue + <usize>w * rowK
  const scores = kept + <usize>q * rowK
  const turned = scores + <usize>q * rowK
  const result = turned + <usize>k * rowQ
  memory.fill(scratch, 0, result - scratch)
  const scale = <f32>(1 / sqrt(<f64>width))
  const isWhole = areWhole(lq, lk, width)
  const stride = isWhole ? row : rowW
  for (let s: i32 = 0; s < sequences; s++) {
    const tokens = <usize>(s * lk) * row
    const asked = <usize>(s * lq) * row
    for (let h: i32 = 0; h < heads; h++) {
      const head = <usize>(h * width) * FLOAT
      let q4 = queries + asked + head
      let p4 = dOut + asked + head
      let k8 = keys + tokens + head
      let v8 = values + tokens + head
      let a4 = weights
      if (!isWhole) {
        takeHead(q4, row, lq, width, query, w)
        takeHead(p4, row, lq, width, push, w)
        takeHead(k8, row, lk, width, key, w)
        takeHead(v8, row, lk, width, value, w)
        memory.copy(kept, weights, <usize>lq * rowK)
        q4 = query
        p4 = push
        k8 = key
        v8 = value
        a4 = kept
      }
      weights += <usize>lq * rowK
      const dValue = isWhole ? dValues + tokens + head : result
      const dQuery = isWhole ? dQueries + asked + head : result
      const dKey = isWhole ? dKeys + tokens + head : result
      transpose(a4, rowK, q, k, turned, rowQ)
      gemm(k, w, q, turned, rowQ, p4, stride, dValue, stride, false)
      if (!isWhole) putHead(result, w, lk, width, dValues + tokens + head, row)
      transpose(v8, stride, k, w, turnedValue, rowK)
      gemm(q, k, w, p4, stride, turnedValue, rowK, scores, rowK, false)
      for (let i: i32 = 0; i < lq; i++) {
        softmaxBack(a4 + <usize>i * rowK, scores + <usize>i * rowK, rowK, scale)
      }
      gemm(q, w, k, scores, rowK, k8, stride, dQuery, stride, false)
      if (!isWhole) putHead(result, w, lq, width, dQueries + asked + head, row)
      transpose(scores, rowK, q, k, turned, rowQ)
      gemm(k, w, q, turned, rowQ, q4, stride, dKey, stride, false)
      if (!isWhole) putHead(result, w, lk, width, dKeys + tokens + head, row)
    }
  }
}

/** `∂S = scale · A (∂A − Σ A ∂A)`, in place of ∂A. */
@inline
function softmaxBack(a: usize, da: usize, row: usize, scale: f32): void {
  let along = f32x4.splat(0)
  for (let i: usize = 0; i < row; i += 16) along = fma(v128.load(a + i), v128.load(da + i), along)
  const shift = f32x4.splat(sum4(along))
  const scale4 = f32x4.splat(scale)
  for (let i: usize = 0; i < row; i += 16) {
    const gap = f32x4.sub(v128.load(da + i), shift)
    v128.store(da + i, f32x4.mul(f32x4.mul(v128.load(a + i), gap), scale4))
  }
}
