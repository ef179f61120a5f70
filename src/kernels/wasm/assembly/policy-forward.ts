import { gemm } from './gemm'
import { TILE, ROW, h, l, taps, bias, value, valueBias, gate, gateBias, out, skip, top, prepare, tileOf } from './policy'
import { constantTable, FLOAT, fma, sigmoid4 } from './simd'

export function policyForward(
  hidden: i32, lookback: i32, windows: i32,
  u: usize, tapsIn: usize, biasIn: usize, valueIn: usize, valueBiasIn: usize, gateIn: usize,
  gateBiasIn: usize, outIn: usize, skipIn: usize, level: usize, mask: usize,
  p: usize, kept: usize, scratch: usize,
): void {
  prepare(hidden, lookback, tapsIn, biasIn, valueIn, valueBiasIn, gateIn, gateBiasIn, outIn, skipIn, scratch)
  const inputs = top
  const lane = <usize>(h * TILE) * FLOAT
  for (let t: i32 = 0; t < windows; t += TILE, kept += 4 * lane) {
    const count = min(TILE, windows - t)
    const from = tileOf(u, lookback, windows, t, count, inputs)
    const rowU = from == inputs ? ROW : <usize>windows * FLOAT
    const slopes = kept + lane
    const values = slopes + lane
    const gates = values + lane
    gemm(h, TILE, lookback, taps, <usize>l * FLOAT, from, rowU, kept, ROW, false)
    activate(hidden, windows, count, kept, slopes, mask == 0 ? 0 : mask + <usize>t * FLOAT)
    gemm(h, TILE, h, value, <usize>h * FLOAT, kept, ROW, values, ROW, false)
    gemm(h, TILE, h, gate, <usize>h * FLOAT, kept, ROW, gates, ROW, false)
    const to = count == TILE ? p + <usize>t * FLOAT : inputs + <usize>l * ROW
    combine(lookback, values, gates, from, rowU, load<f32>(level), to)
    if (count < TILE) memory.copy(p + <usize>t * FLOAT, to, <usize>count * FLOAT)
  }
}

/** `h` in place of `y`, and the slope ∂h/∂y. */
function activate(hidden: i32, windows: i32, count: i32, y: usize, slopes: usize, mask: usize): void {
  const table = constantTable()
  for (let r: i32 = 0; r < hidden; r++) {
    const shift = v128.load_splat<f32>(bias + <usize>r * FLOAT)
    const row = mask + <usize>(r * windows) * FLOAT
    for (let t: i32 = 0; t < TILE; t += 4) {
      const at = <usize>(r * TILE + t) * FLOAT
      const x = f32x4.add(v128.load(y + at), shift)
      const square = f32x4.mul(x, x)
      const one = v128.load(table)
      const scale = v128.load(table, 224)
      const gated = sigmoid4(f32x4.mul(x, fma(square, v128.load(table, 208), scale)), table)
      const steep = fma(square, v128.load(table, 240), scale)
      const bend = fma(f32x4.mul(x, steep), f32x4.sub(one, gated), one)
      let output = f32x4.mul(x, gated)
      let slope = f32x4.mul(gated, bend)
      if (mask != 0) {
        const kept = maskAt(row, t, count)
        output = f32x4.mul(output, kept)
        slope = f32x4.mul(slope, kept)
      }
      v128.store(y + at, output)
      v128.store(slopes + at, slope)
    }
  }
  const rest = <usize>(hidden * TILE) * FLOAT
  memory.fill(y + rest, 0, <usize>((h - hidden) * TILE) * FLOAT)
  memory.fill(slopes + rest, 0, <usize>((h - hidden) * TILE) * FLOAT)
}

/** Four entries of a row of the mask; 0 past its end. */
@inline
function maskAt(row: usize, t: i32, count: i32): v128 {
  if (t + 4 <= count) return v128.load(row + <usize>t * FLOAT)
  let part = f32x4.splat(0)
  if (t < count) part = f32x4.replace_lane(part, 0, load<f32>(row + <usize>t * FLOAT))
  if (t + 1 < count) part = f32x4.replace_lane(part, 1, load<f32>(row + <usize>(t + 1) * FLOAT))
  if (t + 2 < count) part = f32x4.replace_lane(part, 2, load<f32>(row + <usize>(t + 2) * FLOAT))
  return part
}

/** Adds the biases, gates, and sums over channels and lags to policy weights, 16 at a time. */
function combine(
  lookback: i32, values: usize, gates: usize, u: usize, rowU: usize, level: f32, p: usize,
): void {
  const table = constantTable()
  for (let column: usize = 0; column < ROW; column += 64) {
    let p0 = f32x4.splat(level)
    let p1 = p0
    let p2 = p0
    let p3 = p0
    let at = u + column
    for (let lag: i32 = 0; lag < lookback; lag++, at += rowU) {
      const weight = v128.load_splat<f32>(skip + <usize>lag * FLOAT)
      p0 = fma(weight, v128.load(at), p0)
      p1 = fma(weight, v128.load(at, 16), p1)
      p2 = fma(weight, v128.load(at, 32), p2)
      p3 = fma(weight, v128.load(at, 48), p3)
    }
    for (let r: i32 = 0; r < h; r++) {
      const channel = <usize>r * FLOAT
      const v = values + <usize>r * ROW + column
      const g = gates + <usize>r * ROW + column
      const shift = v128.load_splat<f32>(valueBias + channel)
      const gateShift = v128.load_splat<f32>(gateBias + channel)
      const weight = v128.load_splat<f32>(out + channel)
      p0 = fma(weight, gated(v, g, shift, gateShift, table), p0)
      p1 = fma(weight, gated(v + 16, g + 16, shift, gateShift, table), p1)
      p2 = fma(weight, gated(v + 32, g + 32, shift, gateShift, table), p2)
      p3 = fma(weight, gated(v + 48, g + 48, shift, gateShift, table), p3)
    }
    v128.store(p + column, p0)
    v128.store(p + column, p1, 16)
    v128.store(p + column, p2, 32)
    v128.store(p + column, p3, 48)
  }
}

/** `v ⊙ g` of four windows; adds the biases to v and g in place. */
@inline
function gated(v: usize, g: usize, shift: v128, gateShift: v128, table: usize): v128 {
  const value = f32x4.add(v128.load(v), shift)
  const gate = sigmoid4(f32x4.add(v128.load(g), gateShift), table)
  v128.store(v, value)
  v128.store(g, gate)
  return f32x4.mul(value, gate)
}
