import { addTo, place, TILE_ROWS } from './encoder'
import { addToRows } from './elementwise'
import { geluKeeping } from './gelu-gates'
import { headsForward } from './heads-forward'
import { layerNormForward } from './layer-norm'
import { matMul } from './matmul'
import { FLOAT } from './simd'

/** y and what the gradient needs, of the block in encoder.ts. `mask` as in `headsForward`; f a multiple of 4. */
export function encoderForward(
  sequences: i32, steps: i32, heads: i32, width: i32, feed: i32, epsilon: f32,
  inputs: usize, mask: usize, y: usize, kept: usize, scratch: usize,
): void {
  const rows = sequences * steps
  const pair = 2 * FLOAT
  const d = <usize>width * FLOAT
  const f = <usize>feed * FLOAT
  const all = <usize>rows * d
  const queries = kept + <usize>rows * pair
  const keys = queries + all
  const values = keys + all
  const mixed = values + all
  const middle = mixed + all
  const moments = middle + all
  const wide = moments + <usize>rows * pair
  const gates = wide + <usize>rows * f
  const normed = scratch
  const fed = normed + <usize>TILE_ROWS * d
  const work = fed + <usize>TILE_ROWS * max(f, d)
  const x = place(inputs, 0)
  for (let r: i32 = 0; r < rows; r += TILE_ROWS) {
    const count = min(TILE_ROWS, rows - r)
    const at = <usize>r * d
    layerNormForward(count, width, x + at, place(inputs, 1), place(inputs, 2), epsilon, normed, kept + <usize>r * pair)
    linear(count, width, width, normed, place(inputs, 3), place(inputs, 4), queries + at, work)
    matMul(count, width, width, normed, d, FLOAT, place(inputs, 5), d, FLOAT, keys + at, work)
    linear(count, width, width, normed, place(inputs, 6), place(inputs, 7), values + at, work)
  }
  headsForward(
    sequences, steps, steps, heads, width / heads,
    queries, keys, values, mask, mixed, gates + <usize>rows * f, work,
  )
  for (let r: i32 = 0; r < rows; r += TILE_ROWS) {
    const count = min(TILE_ROWS, rows - r)
    const at = <usize>r * d
    const ofWide = <usize>r * f
    linear(count, width, width, mixed + at, place(inputs, 8), place(inputs, 9), middle + at, work)
    addTo(count * width, x + at, middle + at)
    layerNormForward(
      count, width, middle + at, place(inputs, 10), place(inputs, 11), epsilon, normed, moments + <usize>r * pair,
    )
    linear(count, feed, width, normed, place(inputs, 12), place(inputs, 13), wide + ofWide, work)
    geluKeeping(count * feed, wide + ofWide, fed, gates + ofWide)
    linear(count, width, feed, fed, place(inputs, 14), place(inputs, 15), y + at, work)
    addTo(count * width, middle + at, y + at)
  }
}

/** `y = x W + b` */
@inline
function linear(
  rows: i32, outputs: i32, terms: i32, x: usize, weight: usize, bias: usize, y: usize, work: usize,
): void {
  matMul(rows, outputs, terms, x, <usize>terms * FLOAT, FLOAT, weight, <usize>outputs * FLOAT, FLOAT, y, work)
  addToRows(rows, outputs, bias, y)
}
