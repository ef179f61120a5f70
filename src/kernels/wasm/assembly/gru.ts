import { DOUBLE, FLOAT } from './simd'

/**
 * A GRU over T steps of R = B·N sequences, reset after the product (torch.nn.GRU), from h = 0:
 *
 *     g = h Wh + bh,  r = σ(i_r + g_r),  z = σ(i_z + g_z),  n = tanh(i_n + r g_n),  h ← n + z (h − n)
 *
 * Inputs `[T + B − 1, N, 3H]`; sequence s = b·N + i reads row s + l·N at step l, so a tile of 64
 * sequences reads 64 consecutive rows at every step and stays in the cache for all T steps.
 *
 * H is padded to a multiple of 16 with zeros, for which h stays 0. For the gradient, a tile of m
 * sequences keeps r, z, g_n, n as `[T, m, 4H]`, then h as `[T, m, H]`; m is rounded up to an even number.
 */
export const TILE: i32 = 64

@inline
export function padded(size: i32): i32 {
  return (size + 15) & ~15
}

@inline
export function even(count: i32): i32 {
  return (count + 1) & ~1
}

/** Where a cache line starts: stores across two lines made the forward pass 1.5 × slower. */
@inline
export function aligned(address: usize): usize {
  return (address + 63) & ~63
}

/** Floats that `aligned` may skip. */
const SLACK: i32 = 16

/** Floats of the tiles of so many sequences. */
@inline
export function tileFloats(h: i32, steps: i32, sequences: i32): i32 {
  return 5 * h * steps * even(sequences)
}

/** Floats kept of so many sequences. */
export function gruKept(hidden: i32, steps: i32, sequences: i32): i32 {
  return tileFloats(padded(hidden), steps, sequences) + SLACK
}

/** Bytes of scratch of either direction, for so many input rows; a tile is kept there at inference. */
export function gruScratch(hidden: i32, steps: i32, rows: i32): i32 {
  const h = padded(hidden)
  const inputs = h == hidden ? 0 : 3 * rows * h
  const floats = 9 * h * h + 4 * h + 5 * TILE * h + inputs + tileFloats(h, steps, TILE) + 2 * SLACK
  return floats * <i32>FLOAT + (3 * h * h + 3 * h) * <i32>DOUBLE
}

/** `[rows, 3, hidden]` to `[rows, 3, h]`, padded with zeros. */
export function padGates(from: usize, rows: i32, hidden: i32, h: i32, to: usize): void {
  const size = <usize>hidden * FLOAT
  const rest = <usize>(h - hidden) * FLOAT
  for (let gate: i32 = 0; gate < 3 * rows; gate++, from += size) {
    memory.copy(to, from, size)
    memory.fill(to + size, 0, rest)
    to += size + rest
  }
}

/** `[rows, 3, h]` to `[rows, 3, hidden]`. */
export function unpadGates(from: usize, rows: i32, hidden: i32, h: i32, to: usize): void {
  const size = <usize>hidden * FLOAT
  for (let gate: i32 = 0; gate < 3 * rows; gate++, to += size, from += <usize>h * FLOAT) {
    memory.copy(to, from, size)
  }
}
