import { headsKept, headsScratch } from './heads'
import { layerNormScratch } from './layer-norm'
import { DEPTH, matMulScratch } from './matmul'
import { DOUBLE, FLOAT } from './simd'

/**
 * A pre-norm block over the tokens of S sequences, `[rows, d]` with `rows = S · T`:
 *
 *     n = LN x,  m = x + Attention(n Wq + bq, n Wk, n Wv + bv) Wo + bo,  y = m + GELU((LN m) Wu + bu) Wd + bd
 *
 * in tiles of 256 rows, one pass of `matMul`: so each sum has the order that it has over all rows at once.
 * Inputs and their gradients are lists of addresses in one order: x, scale and shift of the first norm,
 * Wq, bq, Wk, Wv, bv, Wo, bo, scale and shift of the second norm, Wu, bu, Wd, bd.
 */
export const TILE_ROWS: i32 = DEPTH

/** An address of a list. */
@inline
export function place(list: usize, index: usize): usize {
  return <usize>load<u32>(list + index * 4)
}

/**
 * Floats kept for the gradient, one after the other: moments of the first norm, queries, keys, values, mixed
 * values, m, moments of the second norm, `[rows, f]` before GELU, its gates, weights of the heads.
 */
export function encoderKept(sequences: i32, steps: i32, heads: i32, width: i32, feed: i32): i32 {
  return sequences * steps * (4 + 5 * width + 2 * feed) + headsKept(sequences, heads, steps, steps)
}

/** Bytes of scratch of either direction. */
export function encoderScratch(sequences: i32, steps: i32, heads: i32, width: i32, feed: i32): i32 {
  const most = max(max(feed, width), TILE_ROWS)
  const whole = 4 * sequences * steps * width
  const tile = TILE_ROWS * (2 * width + feed + max(feed, width))
  const sums = (4 * width + feed) * <i32>DOUBLE + 2 * layerNormScratch(width)
  const work = max(matMulScratch(most, most), headsScratch(steps, steps, width / heads))
  return (whole + tile) * <i32>FLOAT + sums + work
}

/** `y ← x + y` */
export function addTo(count: i32, x: usize, y: usize): void {
  const size = <usize>count * FLOAT
  const whole = size & ~15
  let j: usize = 0
  for (; j < whole; j += 16) v128.store(y + j, f32x4.add(v128.load(x + j), v128.load(y + j)))
  for (; j < size; j += FLOAT) store<f32>(y + j, load<f32>(x + j) + load<f32>(y + j))
}
