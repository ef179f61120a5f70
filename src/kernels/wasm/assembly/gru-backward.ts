import { gemm } from './gemm'
import { gemmOfTranspose } from './gemm-of-transpose'
import { aligned, even, padded, padGates, TILE, tileFloats, unpadGates } from './gru'
import { DOUBLE, FLOAT, transpose } from './simd'

/**
 * Back-propagation through time of `gruForward`, with a_n the argument of tanh:
 *
 *     ∂z = ∂h (h − n) z (1 − z),  ∂a_n = ∂h (1 − z)(1 − n²),  ∂r = ∂a_n g_n r (1 − r)
 *     ∂i = (∂r, ∂z, ∂a_n),  ∂g = (∂r, ∂z, r ∂a_n),  ∂h ← z ∂h + ∂g Whᵀ,  ∂Wh = Σ hᵀ ∂g,  ∂bh = Σ ∂g
 *
 * The sums are in float32 within a tile and in double over tiles.
 */
export function gruBackward(
  hidden: i32, steps: i32, dates: i32, n: i32, dLast: usize, weights: usize, kept: usize,
  dInputs: usize, dWeights: usize, dBiases: usize, scratch: usize,
): void {
  const h = padded(hidden)
  const row = <usize>h * FLOAT
  const wide = 3 * row
  const sequences = dates * n
  const rows = (steps + dates - 1) * n
  const sums = aligned(scratch)
  const biasSums = sums + <usize>(3 * h * h) * DOUBLE
  const wh = biasSums + <usize>(3 * h) * DOUBLE
  const part = wh + <usize>h * wide
  const partBias = part + <usize>h * wide
  const zeros = partBias + row
  const dh = zeros + <usize>TILE * row
  const dg = dh + <usize>TILE * row
  const turned = dg + <usize>TILE * wide
  const top = turned + <usize>h * wide
  memory.fill(sums, 0, top - sums)
  padGates(weights, hidden, hidden, h, wh)
  transpose(wh, wide, h, 3 * h, turned, row)
  const dgi = h == hidden ? dInputs : top
  memory.fill(dgi, 0, <usize>rows * wide)
  for (let t: i32 = 0; t < sequences; t += TILE) {
    const count = min(TILE, sequences - t)
    const m = even(count)
    const gates = aligned(kept) + <usize>tileFloats(h, steps, t) * FLOAT
    const states = gates + <usize>(steps * m) * 4 * row
    takeRows(dLast + <usize>(t * hidden) * FLOAT, count, hidden, dh, row)
    if (m > count) {
      memory.fill(dh + <usize>count * row, 0, row)
      memory.fill(dg + <usize>count * wide, 0, wide)
    }
    for (let l = steps - 1; l >= 0; l--) {
      const before = l == 0 ? zeros : states + <usize>((l - 1) * m) * row
      const at = dgi + <usize>(t + l * n) * wide
      retreat(h, count, gates + <usize>(l * m) * 4 * row, before, dh, dg, at, partBias)
      if (l == 0) break
      gemm(m, h, 3 * h, dg, wide, turned, row, dh, row, true)
      gemmOfTranspose(h, 3 * h, m, before, row, dg, wide, part, wide)
    }
    flush(part, 3 * h * h, sums)
    flush(partBias, h, biasSums + <usize>(2 * h) * DOUBLE)
  }
  addRows(dgi, rows, h, biasSums)
  if (h != hidden) unpadGates(dgi, rows, hidden, h, dInputs)
  unpadSums(sums, hidden, hidden, h, dWeights)
  unpadSums(biasSums, 1, hidden, h, dBiases)
}

/** `[count, hidden]` to rows of another length. */
function takeRows(from: usize, count: i32, hidden: i32, to: usize, row: usize): void {
  const size = <usize>hidden * FLOAT
  for (let s: i32 = 0; s < count; s++, from += size, to += row) memory.copy(to, from, size)
}

/** One step back: ∂g, the gradient of the inputs added to theirs, `z ∂h` in place of ∂h. */
function retreat(
  h: i32, count: i32, gates: usize, before: usize, dh: usize, dg: usize, dgi: usize, bias: usize,
): void {
  const row = <usize>h * FLOAT
  const one = f32x4.splat(1)
  for (let s: i32 = 0; s < count; s++) {
    for (let j: usize = 0; j < row; j += 16) {
      const dy = v128.load(dh + j)
      const r = v128.load(gates + j)
      const z = v128.load(gates + row + j)
      const n = v128.load(gates + 3 * row + j)
      const kept = f32x4.mul(dy, z)
      v128.store(dh + j, kept)
      const rest = f32x4.sub(dy, kept)
      const dz = f32x4.mul(f32x4.mul(kept, f32x4.sub(one, z)), f32x4.sub(v128.load(before + j), n))
      const dn = f32x4.mul(rest, f32x4.sub(one, f32x4.mul(n, n)))
      const byGate = f32x4.mul(dn, r)
      const gn = v128.load(gates + 2 * row + j)
      const dr = f32x4.mul(f32x4.mul(byGate, gn), f32x4.sub(one, r))
      v128.store(dg + j, dr)
      v128.store(dg + row + j, dz)
      v128.store(dg + 2 * row + j, byGate)
      v128.store(dgi + j, f32x4.add(v128.load(dgi + j), dr))
      v128.store(dgi + row + j, f32x4.add(v128.load(dgi + row + j), dz))
      v128.store(dgi + 2 * row + j, f32x4.add(v128.load(dgi + 2 * row + j), dn))
      v128.store(bias + j, f32x4.add(v128.load(bias + j), byGate))
    }
    gates += 4 * row
    before += row
    dh += row
    dg += 3 * row
    dgi += 3 * row
  }
}

/** Adds float32 sums to those in double and starts them at 0 again. */
function flush(part: usize, count: i32, sums: usize): void {
  for (let i: i32 = 0; i < count; i++) {
    const at = sums + <usize>i * DOUBLE
    store<f64>(at, load<f64>(at) + <f64>load<f32>(part + <usize>i * FLOAT))
  }
  memory.fill(part, 0, <usize>count * FLOAT)
}

/** Column sums of ∂i over all rows, for r and z, where ∂g and ∂i are the same. */
function addRows(dgi: usize, rows: i32, h: i32, sums: usize): void {
  for (let row: i32 = 0; row < rows; row++, dgi += <usize>(3 * h) * FLOAT) {
    for (let j: i32 = 0; j < 2 * h; j += 2) {
      const at = sums + <usize>j * DOUBLE
      const two = f64x2.promote_low_f32x4(v128.load64_zero(dgi + <usize>j * FLOAT))
      v128.store(at, f64x2.add(v128.load(at), two))
    }
  }
}

/** `[rows, 3, h]` in double to `[rows, 3, hidden]`. */
function unpadSums(from: usize, rows: i32, hidden: i32, h: i32, to: usize): void {
  for (let gate: i32 = 0; gate < 3 * rows; gate++, from += <usize>h * DOUBLE) {
    for (let j: i32 = 0; j < hidden; j++, to += FLOAT) {
      store<f32>(to, <f32>load<f64>(from + <usize>j * DOUBLE))
    }
  }
}
