import { gemm } from './gemm'
import { constantTable, DOUBLE, FLOAT, fma, sigmoid4, sum4, transpose } from './simd'

/**
 * The long-convolution policy of J windows `[L, J]`, a tile of 64 windows at a time, so that what
 * lies between the layers stays in the cache:
 *
 *     y = taps · u + bias,  h = GELU(y) ⊙ mask,  v = V h + b_v,  g = σ(G h + b_g)
 *     p = outᵀ (v ⊙ g) + skipᵀ u + level
 *
 * H and L are padded to multiples of 8 with zeros, which leave every sum as it is. Of each tile
 * h, the slope of h in y, v and g are kept for the gradient.
 */
const TILE: i32 = 64
@inline
const ROW: usize = <usize>TILE * FLOAT
/** Padded sizes and the padded parameters in scratch, laid out by `prepare`. */
let h: i32 = 0
let l: i32 = 0
let taps: usize = 0
let bias: usize = 0
let value: usize = 0
let valueBias: usize = 0
let gate: usize = 0
let gateBias: usize = 0
let out: usize = 0
let skip: usize = 0
let top: usize = 0

/** Floats kept of J windows. */
export function policyKept(hidden: i32, windows: i32): i32 {
  return 4 * padded(hidden) * ((windows + TILE - 1) / TILE) * TILE
}

/** Bytes of scratch of either direction. */
export function policyScratch(hidden: i32, lookback: i32): i32 {
  const hp = padded(hidden)
  const lp = padded(lookback)
  const sums = hp * lp + 2 * hp * hp
  const floats = 3 * sums + 5 * hp + lp + TILE * (4 * hp + 3 * lp + 1)
  return floats * <i32>FLOAT + (sums + 4 * hp + lp + 1) * <i32>DOUBLE
}

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

/** Pads the parameters into scratch. */
function prepare(
  hidden: i32, lookback: i32,
  tapsIn: usize, biasIn: usize, valueIn: usize, valueBiasIn: usize, gateIn: usize,
  gateBiasIn: usize, outIn: usize, skipIn: usize, scratch: usize,
): void {
  h = padded(hidden)
  l = padded(lookback)
  top = scratch
  taps = pad(tapsIn, hidden, lookback, h, l)
  value = pad(valueIn, hidden, hidden, h, h)
  gate = pad(gateIn, hidden, hidden, h, h)
  bias = pad(biasIn, 1, hidden, 1, h)
  valueBias = pad(valueBiasIn, 1, hidden, 1, h)
  gateBias = pad(gateBiasIn, 1, hidden, 1, h)
  out = pad(outIn, 1, hidden, 1, h)
  skip = pad(skipIn, 1, lookback, 1, l)
}

function pad(from: usize, rows: i32, columns: i32, paddedRows: i32, paddedColumns: i32): usize {
  const to = carve(paddedRows * paddedColumns)
  memory.fill(to, 0, <usize>(paddedRows * paddedColumns) * FLOAT)
  for (let r: i32 = 0; r < rows; r++) {
    memory.copy(
      to + <usize>(r * paddedColumns) * FLOAT,
      from + <usize>(r * columns) * FLOAT,
      <usize>columns * FLOAT,
    )
  }
  return to
}

@inline
function carve(floats: i32): usize {
  const at = top
  top += <usize>floats * FLOAT
  return at
}

/** The windows from t on: where they are, or copied to `to` and padded where fewer than a tile. */
function tileOf(u: usize, lookback: i32, windows: i32, t: i32, count: i32, to: usize): usize {
  if (count == TILE) return u + <usize>t * FLOAT
  copyTile(u, lookback, windows, t, count, to)
  return to
}

/** `[L, count]` of the windows as `[l, TILE]`, zeros beside and below. */
function copyTile(u: usize, lookback: i32, windows: i32, t: i32, count: i32, to: usize): void {
  if (count < TILE || l > lookback) memory.fill(to, 0, <usize>l * ROW)
  for (let lag: i32 = 0; lag < lookback; lag++) {
    const from = u + <usize>(lag * windows + t) * FLOAT
    memory.copy(to + <usize>lag * ROW, from, <usize>count * FLOAT)
  }
}

/** `y → h` in place, and the slope of h. */
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

/** Four entries of a row of the mask; 0 behind its end. */
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

/** `v ⊙ g` of four windows, with v and g completed where they lie. */
@inline
function gated(v: usize, g: usize, shift: v128, gateShift: v128, table: usize): v128 {
  const value = f32x4.add(v128.load(v), shift)
  const gate = sigmoid4(f32x4.add(v128.load(g), gateShift), table)
  v128.store(v, value)
  v128.store(g, gate)
  return f32x4.mul(value, gate)
}

/** Gradients that add up over tiles: in float32 over this many, in double over all. */
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

/** What goes past the layers: `∂u += skip ∂p`, `∂skip += u ∂p`, `∂level += ∂p`. */
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

@inline
function padded(size: i32): i32 {
  return (size + 7) & ~7
}
