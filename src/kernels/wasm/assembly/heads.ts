import { FLOAT } from './simd'

/**
 * Attention of H heads of width w among the tokens of S sequences: queries `[S·Lq, H·w]`, keys and values
 * `[S·Lk, H·w]`. Where sizes are not whole tiles of the products, one head of one sequence at a time is copied to
 * scratch and padded with zeros: queries to a multiple of 4, keys and the width to multiples of 8.
 */
@inline
export function fours(count: i32): i32 {
  return (count + 3) & ~3
}

@inline
export function eights(count: i32): i32 {
  return (count + 7) & ~7
}

/** Whether a head can be read and written where it lies. */
@inline
export function areWhole(queries: i32, keys: i32, width: i32): bool {
  return (queries & 3) == 0 && (keys & 7) == 0 && (width & 7) == 0
}

/** Floats kept for the gradient: the weights `[S, H, Lq, Lk]`, rows padded to whole tiles. */
export function headsKept(sequences: i32, heads: i32, queries: i32, keys: i32): i32 {
  return sequences * heads * queries * eights(keys)
}

/** Bytes of scratch of either direction. */
export function headsScratch(queries: i32, keys: i32, width: i32): i32 {
  const q = fours(queries)
  const k = eights(keys)
  const w = eights(width)
  return (4 * q * w + 5 * k * w + 4 * q * k) * <i32>FLOAT
}

/** Rows of one head, `[rows, width]` out of rows of `stride` bytes, to rows of `padded` floats. */
@inline
export function takeHead(
  from: usize, stride: usize, rows: i32, width: i32, to: usize, padded: i32,
): void {
  copyRows(from, stride, rows, width, to, <usize>padded * FLOAT)
}

/** The inverse of `takeHead`. */
@inline
export function putHead(
  from: usize, padded: i32, rows: i32, width: i32, to: usize, stride: usize,
): void {
  copyRows(from, <usize>padded * FLOAT, rows, width, to, stride)
}

/** By vectors where the width allows: a call of `memory.copy` costs more than a short row. */
@inline
function copyRows(
  from: usize, rowFrom: usize, rows: i32, width: i32, to: usize, rowTo: usize,
): void {
  const size = <usize>width * FLOAT
  for (let r: i32 = 0; r < rows; r++, from += rowFrom, to += rowTo) {
    if ((size & 15) != 0) {
      memory.copy(to, from, size)
      continue
    }
    for (let j: usize = 0; j < size; j += 16) v128.store(to + j, v128.load(from + j))
  }
}
