import { FLOAT } from './simd'

/** `dropoutMask` of random.ts, eight entries at a time, with the same bits. */
export function dropout(
  hi: i32,
  lo: i32,
  count: i32,
  threshold: i32,
  kept: f32,
  to: usize,
  scratch: usize,
): void {
  const limit = i32x4.splat(threshold)
  const one = f32x4.splat(kept)
  let counter = i32x4.add(i32x4.splat(lo), i32x4(0, 1, 2, 3))
  for (let i: i32 = 0; i < count; i += 8, to += 32) {
    let word = v128.xor(i32x4.mul(counter, i32x4.splat(0x9e3779b1)), i32x4.splat(hi))
    word = i32x4.mul(v128.xor(word, i32x4.shr_u(word, 16)), i32x4.splat(0x85ebca6b))
    word = i32x4.mul(v128.xor(word, i32x4.shr_u(word, 13)), i32x4.splat(0xc2b2ae35))
    word = v128.xor(word, i32x4.shr_u(word, 16))
    const low = i32x4.ge_s(v128.and(word, i32x4.splat(0xffff)), limit)
    const high = i32x4.ge_s(i32x4.shr_u(word, 16), limit)
    const whole = i + 8 <= count
    const at = whole ? to : scratch
    v128.store(at, v128.and(one, low))
    v128.store(at, v128.and(one, high), 16)
    if (!whole) memory.copy(to, scratch, <usize>(count - i) * FLOAT)
    counter = i32x4.add(counter, i32x4.splat(4))
  }
}
