import { FLOAT } from './simd'

/** Rows of `[…, columns]` at the indices, side by side. */
export function takeRows(count: i32, columns: i32, x: usize, indices: usize, to: usize): void {
  const row = <usize>columns * FLOAT
  for (let i: i32 = 0; i < count; i++, indices += 4, to += row) {
    memory.copy(to, x + <usize>load<i32>(indices) * row, row)
  }
}

/** `count` blocks of so many bytes, from places `stride` bytes apart to places side by side. */
export function takeBlocks(count: i32, bytes: usize, from: usize, stride: usize, to: usize): void {
  for (let i: i32 = 0; i < count; i++, from += stride, to += bytes) memory.copy(to, from, bytes)
}
