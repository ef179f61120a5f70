import { gemm } from './gemm'
import { TILE, ROW, h, l, taps, bias, value, gate, out, skip, prepare, carve, copyTile } from './policy'
import { DOUBLE, FLOAT, fma, sum4, transpose } from './simd'

/** Weight gradients are summed in float32 over this many tiles, then in double. */
const FLUSH: i32 = 8

export function policyBackward(
  hidden: i32, lookback: i32, windows: i32,
  dp: usize, u: usize, tapsIn: usize, biasIn: usize, valueIn: usize, valueBiasIn: usize,
  gateIn: usize, gateBiasIn: usize, outIn: usize, skipIn: usize, kept: usize,
  du: usize, dTaps: usize, dBias: usize, dValue: usize, dValueBias: usize, dGate: usize,
  dGateBias: usize, dOut: usize, dSkip: usize, dLevel: usize, scratch: usize,
): void {
  prepare(hidden, lookback, tapsIn, biasIn, valueIn, valueBiasIn, gateIn, gateBiasIn, outIn, skipIn, scratch)
  const weightCount = h * l + 2 * h * h
  const sums = carve(2 * (weightCount + 4 * h + l + 1))
  const biasSums = sums + <usize>weightCount * DOUBLE
  const skipSums = biasSums + <usize>(4 * h) * DOUBLE
  memory.fill(sums, 0, <usize>(weightCount + 4 * h + l + 1) * DOUBLE)
  const part = carve(weightCount)
  memory.fill(part, 0, <usize>weightCount * FLOAT)
  const partValue = part + <usize>(h * l) * FLOAT
  const partGate = partValue + <usize>(h * h) * FLOAT
  const lane = <usize>(h * TILE) * FLOAT
  const values = carve(h * TILE)
  const gates = carve(h * TILE)
  const down = carve(h * TILE)
  const turned = carve(TILE * h)
  const inputs = carve(l * TILE)
  const turnedInputs = carve(TILE * l)
  const back = carve(l * TILE)
  const weights = carve(TILE)
  const rowH = <usize>h * FLOAT
  const rowL = <usize>l * FLOAT
  const turnedTaps = carve(l * h)
  const turnedValue = carve(h * h)
  const turnedGate = carve(h * h)
  transpose(taps, rowL, h, l, turnedTaps, rowH)
  transpose(value, rowH, h, h, turnedValue, rowH)
  transpose(gate, rowH, h, h, turnedGate, rowH)
  let held: i32 = 0
  for (let t: i32 = 0; t < windows; t += TILE, kept += 4 * lane) {
    const count = min(TILE, windows - t)
    if (count < TILE) memory.fill(weights, 0, ROW)
    memory.copy(weights, dp + <usize>t * FLOAT, <usize>count * FLOAT)
    copyTile(u, lookback, windows, t, count, inputs)
    ungate(kept + 2 * lane, kept + 3 * lane, weights, values, gates, biasSums)
    transpose(kept, ROW, h, TILE, turned, rowH)
    gemm(h, h, TILE, values, ROW, turned, rowH, partValue, rowH, true)
    gemm(h, h, TILE, gates, ROW, turned, rowH, partGate, rowH, true)
    gemm(h, TILE, h, turnedValue, rowH, values, ROW, down, ROW, false)
    gemm(h, TILE, h, turnedGate, rowH, gates, ROW, down, ROW, true)
    slide(kept + lane, down, biasSums)
    transpose(inputs, ROW, l, TILE, turnedInputs, rowL)
    gemm(h, l, TILE, down, ROW, turnedInputs, rowL, part, rowL, true)
    gemm(l, TILE, h, turnedTaps, rowH, down, ROW, back, ROW, false)
    skipBack(lookback, windows, count, inputs, weights, back, du + <usize>t * FLOAT, skipSums)
    if (++held == FLUSH) {
      flush(part, sums, weightCount)
      held = 0
    }
  }
  flush(part, sums, weightCount)
  unpad(sums, hidden, lookback, l, dTaps)
  unpad(sums + <usize>(h * l) * DOUBLE, hidden, hidden, h, dValue)
  unpad(sums + <usize>(h * l + h * h) * DOUBLE, hidden, hidden, h, dGate)
  unpad(biasSums, 1, hidden, h, dBias)
  unpad(biasSums + <usize>h * DOUBLE, 1, hidden, h, dValueBias)
  unpad(biasSums + <usize>(2 * h) * DOUBLE, 1, hidden, h, dGateBias)
  unpad(biasSums + <usize>(3 * h) * DOUBLE, 1, hidden, h, dOut)
  unpad(skipSums, 1, lookback, l, dSkip)
  store<f32>(dLevel, <f32>load<f64>(skipSums + <usize>l * DOUBLE))
}

/** `∂v = out g ∂p` and `∂(G h) = out v g (1 − g) ∂p`, and the sums for both biases and `out`. */
function ungate(v: usize, g: usize, dp: usize, dv: usize, dg: usize, sums: usize): void {
  const one = f32x4.splat(1)
  for (let r: i32 = 0; r < h; r++) {
    const weight = v128.load_splat<f32>(out + <usize>r * FLOAT)
    let byValue = f32x4.splat(0)
    let byGate = byValue
    let byOut = byValue
    for (let t: i32 = 0; t < TILE; t += 4) {
      const at = <usize>(r * TILE + t) * FLOAT
      const value = v128.load(v + at)
      const gate = v128.load(g + at)
      const dy = v128.load(dp + <usize>t * FLOAT)
      const gated = f32x4.mul(dy, gate)
      const dValue = f32x4.mul(weight, gated)
      const dGate = f32x4.mul(f32x4.mul(dValue, value), f32x4.sub(one, gate))
      byOut = fma(gated, value, byOut)
      byValue = f32x4.add(byValue, dValue)
      byGate = f32x4.add(byGate, dGate)
      v128.store(dv + at, dValue)
      v128.store(dg + at, dGate)
    }
    addTo(sums + <usize>(h + r) * DOUBLE, sum4(byValue))
    addTo(sums + <usize>(2 * h + r) * DOUBLE, sum4(byGate))
    addTo(sums + <usize>(3 * h + r) * DOUBLE, sum4(byOut))
  }
}

/** `∂y = slope ∂h` in place, and the sum for the bias. */
function slide(slopes: usize, down: usize, sums: usize): void {
  for (let r: i32 = 0; r < h; r++) {
    let total = f32x4.splat(0)
    for (let t: i32 = 0; t < TILE; t += 4) {
      const at = <usize>(r * TILE + t) * FLOAT
      const dy = f32x4.mul(v128.load(slopes + at), v128.load(down + at))
      v128.store(down + at, dy)
      total = f32x4.add(total, dy)
    }
    addTo(sums + <usize>r * DOUBLE, sum4(total))
  }
}

/** Gradients of the skip connection: `∂u += skip ∂p`, `∂skip += u ∂p`, `∂level += ∂p`. */
function skipBack(
  lookback: i32, windows: i32, count: i32, u: usize, dp: usize, back: usize, du: usize, sums: usize,
): void {
  for (let lag: i32 = 0; lag < lookback; lag++) {
    const weight = v128.load_splat<f32>(skip + <usize>lag * FLOAT)
    const row = <usize>lag * ROW
    let total = f32x4.splat(0)
    for (let t: i32 = 0; t < TILE; t += 4) {
      const column = <usize>t * FLOAT
      const dy = v128.load(dp + column)
      total = fma(v128.load(u + row + column), dy, total)
      v128.store(back + row + column, fma(weight, dy, v128.load(back + row + column)))
    }
    addTo(sums + <usize>lag * DOUBLE, sum4(total))
    memory.copy(du + <usize>(lag * windows) * FLOAT, back + row, <usize>count * FLOAT)
  }
  let level = f32x4.splat(0)
  for (let t: i32 = 0; t < TILE; t += 4) level = f32x4.add(level, v128.load(dp + <usize>t * FLOAT))
  addTo(sums + <usize>l * DOUBLE, sum4(level))
}

function flush(part: usize, sums: usize, count: i32): void {
  for (let i: i32 = 0; i < count; i++) addTo(sums + <usize>i * DOUBLE, load<f32>(part + <usize>i * FLOAT))
  memory.fill(part, 0, <usize>count * FLOAT)
}

function unpad(from: usize, rows: i32, columns: i32, paddedColumns: i32, to: usize): void {
  for (let r: i32 = 0; r < rows; r++) {
    for (let c: i32 = 0; c < columns; c++, to += FLOAT) {
      store<f32>(to, <f32>load<f64>(from + <usize>(r * paddedColumns + c) * DOUBLE))
    }
  }
}

@inline
function addTo(at: usize, value: f32): void {
  store<f64>(at, load<f64>(at) + <f64>value)
}
