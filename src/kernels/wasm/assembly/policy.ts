import { DOUBLE, FLOAT } from './simd'

/**
 * The long-convolution policy of J windows `[L, J]`, a tile of 64 windows at a time, so that
 * intermediate results stay in the cache:
 *
 *     y = taps · u + bias,  h = GELU(y) ⊙ mask,  v = V h + b_v,  g = σ(G h + b_g)
 *     p = outᵀ (v ⊙ g) + skipᵀ u + level
 *
 * H and L are padded to multiples of 8 with zeros, which do not change the sums. For the gradient, each
 * tile keeps h, ∂h/∂y, v and g.
 */
export const TILE: i32 = 64
@inline
export const ROW: usize = <usize>TILE * FLOAT
/** Padded sizes and the padded parameters in scratch, laid out by `prepare`. */
export let h: i32 = 0
export let l: i32 = 0
export let taps: usize = 0
export let bias: usize = 0
export let value: usize = 0
export let valueBias: usize = 0
export let gate: usize = 0
export let gateBias: usize = 0
export let out: usize = 0
export let skip: usize = 0
export let top: usize = 0

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

/** Pads the parameters into scratch. */
export function prepare(
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
export function carve(floats: i32): usize {
  const at = top
  top += <usize>floats * FLOAT
  return at
}

/** Address of the windows from t on; fewer than a tile are copied to `to` and padded. */
export function tileOf(u: usize, lookback: i32, windows: i32, t: i32, count: i32, to: usize): usize {
  if (count == TILE) return u + <usize>t * FLOAT
  copyTile(u, lookback, windows, t, count, to)
  return to
}

/** Copies windows `[L, count]` to `[l, TILE]`, padded with zeros. */
export function copyTile(u: usize, lookback: i32, windows: i32, t: i32, count: i32, to: usize): void {
  if (count < TILE || l > lookback) memory.fill(to, 0, <usize>l * ROW)
  for (let lag: i32 = 0; lag < lookback; lag++) {
    const from = u + <usize>(lag * windows + t) * FLOAT
    memory.copy(to + <usize>lag * ROW, from, <usize>count * FLOAT)
  }
}

@inline
function padded(size: i32): i32 {
  return (size + 7) & ~7
}
