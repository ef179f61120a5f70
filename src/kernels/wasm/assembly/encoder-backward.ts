import { addTo, place, TILE_ROWS } from './encoder'
import { addColumns } from './elementwise'
import { geluBackKept } from './gelu-gates'
import { headsBackward } from './heads-backward'
import { layerNormAgain, layerNormRowsBack, layerNormScratch, layerNormSums } from './layer-norm'
import { matMul, pass } from './matmul'
import { DOUBLE, FLOAT } from './simd'

/**
 * Gradients of `encoderForward` in the order of its inputs, from what it kept. The gradient of n adds those of
 * values, keys and queries in this order, as the operations one by one do.
 */
export function encoderBackward(
  sequences: i32, steps: i32, heads: i32, width: i32, feed: i32,
  inputs: usize, kept: usize, dy: usize, gradients: usize, scratch: usize,
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

  const dMixed = scratch
  const dQueries = dMixed + all
  const dKeys = dQueries + all
  const dValues = dKeys + all
  const normed = dValues + all
  const part = normed + <usize>TILE_ROWS * d
  const fed = part + <usize>TILE_ROWS * d
  const dWide = fed + <usize>TILE_ROWS * max(f, d)
  const sums = dWide + <usize>TILE_ROWS * f
  const row = <usize>width * DOUBLE
  const ofQueries = sums
  const ofValues = ofQueries + row
  const ofOutputs = ofValues + row
  const ofDown = ofOutputs + row
  const ofUp = ofDown + row
  const firstNorm = ofUp + <usize>feed * DOUBLE
  const secondNorm = firstNorm + <usize>layerNormScratch(width)
  const work = secondNorm + <usize>layerNormScratch(width)
  memory.fill(sums, 0, work - sums)

  const x = place(inputs, 0)
  const dx = place(gradients, 0)
  for (let r: i32 = 0; r < rows; r += TILE_ROWS) {
    const count = min(TILE_ROWS, rows - r)
    const more = r > 0
    const at = <usize>r * d
    const ofWide = <usize>r * f
    const push = dy + at
    turned(count, feed, width, push, place(inputs, 14), dWide, work)
    geluBackKept(count * feed, wide + ofWide, gates + ofWide, fed, dWide)
    pass(feed, width, count, fed, FLOAT, f, push, d, FLOAT, place(gradients, 14), work, more)
    addColumns(count, width, push, ofDown)
    const ofRows = moments + <usize>r * pair
    layerNormAgain(count, width, middle + at, place(inputs, 10), place(inputs, 11), ofRows, normed)
    pass(width, feed, count, normed, FLOAT, d, dWide, f, FLOAT, place(gradients, 12), work, more)
    addColumns(count, feed, dWide, ofUp)
    turned(count, width, feed, dWide, place(inputs, 12), part, work)
    layerNormRowsBack(count, width, middle + at, place(inputs, 10), ofRows, part, dx + at, secondNorm)
    addTo(count * width, push, dx + at)
    pass(width, width, count, mixed + at, FLOAT, d, dx + at, d, FLOAT, place(gradients, 8), work, more)
    addColumns(count, width, dx + at, ofOutputs)
    turned(count, width, width, dx + at, place(inputs, 8), dMixed + at, work)
  }
  headsBackward(
    sequences, steps, steps, heads, width / heads,
    queries, keys, values, gates + <usize>rows * f, dMixed, dQueries, dKeys, dValues, work,
  )
  for (let r: i32 = 0; r < rows; r += TILE_ROWS) {
    const count = min(TILE_ROWS, rows - r)
    const more = r > 0
    const at = <usize>r * d
    const ofRows = kept + <usize>r * pair
    layerNormAgain(count, width, x + at, place(inputs, 1), place(inputs, 2), ofRows, normed)
    turned(count, width, width, dValues + at, place(inputs, 6), part, work)
    turned(count, width, width, dKeys + at, place(inputs, 5), fed, work)
    addTo(count * width, fed, part)
    turned(count, width, width, dQueries + at, place(inputs, 3), fed, work)
    addTo(count * width, fed, part)
    pass(width, width, count, normed, FLOAT, d, dQueries + at, d, FLOAT, place(gradients, 3), work, more)
    pass(width, width, count, normed, FLOAT, d, dKeys + at, d, FLOAT, place(gradients, 5), work, more)
    pass(width, width, count, normed, FLOAT, d, dValues + at, d, FLOAT, place(gradients, 6), work, more)
    addColumns(count, width, dQueries + at, ofQueries)
    addColumns(count, width, dValues + at, ofValues)
    layerNormRowsBack(count, width, x + at, place(inputs, 1), ofRows, part, fed, firstNorm)
    addTo(count * width, fed, dx + at)
  }
  layerNormSums(width, firstNorm, place(gradients, 1), place(gradients, 2))
  layerNormSums(width, secondNorm, place(gradients, 10), place(gradients, 11))
  storeSums(width, ofQueries, place(gradients, 4))
  storeSums(width, ofValues, place(gradients, 7))
  storeSums(width, ofOutputs, place(gradients, 9))
  storeSums(width, ofDown, place(gradients, 15))
  storeSums(feed, ofUp, place(gradients, 13))
}

/** `∂x = ∂y Wᵀ` of `[rows, outputs]` and W `[terms, outputs]`. */
@inline
function turned(
  rows: i32, terms: i32, outputs: i32, dy: usize, weight: usize, dx: usize, work: usize,
): void {
  const row = <usize>outputs * FLOAT
  matMul(rows, terms, outputs, dy, row, FLOAT, weight, FLOAT, row, dx, work)
}

function storeSums(count: i32, sums: usize, to: usize): void {
  for (let j: usize = 0; j < <usize>count; j++) {
    store<f32>(to + j * FLOAT, <f32>load<f64>(sums + j * DOUBLE))
  }
}
