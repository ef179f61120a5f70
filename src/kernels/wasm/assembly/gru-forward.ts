import { gemm } from './gemm'
import { aligned, even, padded, padGates, TILE, tileFloats } from './gru'
import { constantTable, FLOAT, fma, sigmoid4 } from './simd'

/** The last h `[R, H]`. `kept` is 0 at inference, where nothing is kept. */
export function gruForward(
  hidden: i32, steps: i32, dates: i32, n: i32, inputs: usize, weights: usize, biases: usize,
  last: usize, kept: usize, scratch: usize,
): void {
  const h = padded(hidden)
  const wide = <usize>(3 * h) * FLOAT
  const row = <usize>h * FLOAT
  const sequences = dates * n
  const wh = aligned(scratch)
  const bh = wh + <usize>h * wide
  const zeros = bh + wide
  let top = zeros + <usize>TILE * row
  memory.fill(wh, 0, top - wh)
  padGates(weights, hidden, hidden, h, wh)
  padGates(biases, 1, hidden, h, bh)
  let gi = inputs
  if (h != hidden) {
    gi = top
    const rows = (steps + dates - 1) * n
    padGates(inputs, rows, hidden, h, gi)
    top += <usize>rows * wide
  }
  top = aligned(top)
  for (let t: i32 = 0; t < sequences; t += TILE) {
    const count = min(TILE, sequences - t)
    const m = even(count)
    const gates = kept == 0 ? top : aligned(kept) + <usize>tileFloats(h, steps, t) * FLOAT
    const states = gates + <usize>(steps * m) * 4 * row
    let before = zeros
    for (let l: i32 = 0; l < steps; l++) {
      const g = gates + <usize>(l * m) * 4 * row
      const after = states + <usize>(l * m) * row
      if (l == 0) memory.fill(g, 0, <usize>m * 4 * row)
      else gemm(m, 3 * h, h, before, row, wh, wide, g, 4 * row, false)
      advance(h, count, gi + <usize>(t + l * n) * wide, bh, g, before, after)
      if (m > count) memory.fill(after + <usize>count * row, 0, row)
      before = after
    }
    for (let s: i32 = 0; s < count; s++, last += <usize>hidden * FLOAT) {
      memory.copy(last, before + <usize>s * row, <usize>hidden * FLOAT)
    }
  }
}

/** One step of `count` sequences: `g = h Wh` becomes r, z, g_n, n in place. */
function advance(
  h: i32, count: i32, gi: usize, bh: usize, g: usize, before: usize, after: usize,
): void {
  const table = constantTable()
  const row = <usize>h * FLOAT
  const one = v128.load(table)
  for (let s: i32 = 0; s < count; s++, gi += 3 * row, g += 4 * row, before += row, after += row) {
    for (let j: usize = 0; j < row; j += 16) {
      const toR = f32x4.add(f32x4.add(v128.load(gi + j), v128.load(g + j)), v128.load(bh + j))
      const r = sigmoid4(toR, table)
      v128.store(g + j, r)
      const atZ = j + row
      const toZ = f32x4.add(f32x4.add(v128.load(gi + atZ), v128.load(g + atZ)), v128.load(bh + atZ))
      const z = sigmoid4(toZ, table)
      v128.store(g + atZ, z)
      const atN = atZ + row
      const gn = f32x4.add(v128.load(g + atN), v128.load(bh + atN))
      v128.store(g + atN, gn)
      const twice = fma(r, gn, v128.load(gi + atN))
      const half = sigmoid4(f32x4.add(twice, twice), table)
      const next = f32x4.sub(f32x4.add(half, half), one)
      v128.store(g + atN + row, next)
      v128.store(after + j, fma(z, f32x4.sub(v128.load(before + j), next), next))
    }
  }
}
