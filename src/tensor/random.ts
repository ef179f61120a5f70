import { assert } from '../lib/assert.js'
import { sha256 } from '../lib/hash.js'
import { normalQuantile } from './normal-quantile.js'

/** A splittable random key: 64 bits of state. Keys are passed and split, never global. */
export interface Key {
  readonly hi: number
  readonly lo: number
}

/** Key schedule constant and rotations of Threefry-2x32, 20 rounds (Salmon et al. 2011, table 3). */
const PARITY = 0x1bd11bda
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const

/** Purposes of a block, so that the children and the numbers of one key never share one. */
const FOR_SPLIT = 1
const FOR_FOLD = 2
const FOR_NUMBERS = 3

/** One keyed block: two words from two words, 20 rounds of add, rotate, xor. */
export function threefry({ hi, lo }: Key, x: number, y: number): Key {
  const schedule = [hi, lo, PARITY ^ hi ^ lo]
  let a = (x + hi) | 0
  let b = (y + lo) | 0
  for (let round = 0; round < 20; round++) {
    const r = ROTATIONS[round & 7]
    a = (a + b) | 0
    b = ((b << r) | (b >>> (32 - r))) ^ a
    if ((round & 3) === 3) {
      const i = (round >> 2) + 1
      a = (a + schedule[i % 3]) | 0
      b = (b + schedule[(i + 1) % 3] + i) | 0
    }
  }
  return { hi: a, lo: b }
}

/** The key of a seed: a non-negative integer. */
export function keyOf(seed: number): Key {
  assert(Number.isSafeInteger(seed) && seed >= 0, `a seed is a non-negative integer, not ${seed}`)
  return { hi: Math.floor(seed / 2 ** 32) | 0, lo: seed | 0 }
}

/** `count` independent keys. */
export function split(key: Key, count: number): Key[] {
  return Array.from({ length: count }, (_, i) => threefry(key, i, FOR_SPLIT))
}

/** The key of a named or numbered part of what `key` draws. */
export function foldIn(key: Key, part: string | number): Key {
  if (typeof part === 'string') {
    const digest = sha256(part)
    const word = (at: number) => Number.parseInt(digest.slice(at, at + 8), 16) | 0
    return threefry(threefry(key, word(0), FOR_FOLD), word(8), FOR_FOLD)
  }
  assert(Number.isSafeInteger(part) && part >= 0, `a part is a non-negative integer, not ${part}`)
  return threefry(threefry(key, part | 0, FOR_FOLD), Math.floor(part / 2 ** 32) | 0, FOR_FOLD)
}

/** `count` uniform 32-bit words. */
export function words(key: Key, count: number): Uint32Array {
  const drawn = new Uint32Array(count)
  for (let i = 0; i < count; i += 2) {
    const block = threefry(key, i >>> 1, FOR_NUMBERS)
    drawn[i] = block.hi
    if (i + 1 < count) drawn[i + 1] = block.lo
  }
  return drawn
}

/** Uniform on [0, 1), multiples of 2⁻²⁴, exact in float32. */
export function uniforms(key: Key, count: number): Float32Array {
  return Float32Array.from(words(key, count), (word) => (word >>> 8) * 2 ** -24)
}

/** Standard normals: the normal quantile of 32-bit uniforms. */
export function normals(key: Key, count: number): Float32Array {
  return Float32Array.from(words(key, count), (word) => normalQuantile((word + 0.5) * 2 ** -32))
}

/** 0 … count−1 in random order (Fisher–Yates). */
export function permutation(key: Key, count: number): Int32Array {
  const drawn = words(key, count)
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((drawn[i] * (i + 1)) / 2 ** 32)
    const moved = order[i]
    order[i] = order[j]
    order[j] = moved
  }
  return order
}

/**
 * A dropout mask: 0 with probability `rate` (to 2⁻¹⁶), else `1 / (1 − rate)`. Fast, as a step
 * needs a million draws: each eight entries hash four counters (finaliser of MurmurHash3), two draws a
 * word, so an engine can draw any part of the mask. Entry i takes half `i >> 2 & 1` of word `4 (i >> 3) + (i & 3)`.
 */
export function dropoutMask(key: Key, count: number, rate: number): Float32Array {
  const { hi, lo, threshold, kept } = dropoutDraw(key, rate)
  const mask = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    let word = Math.imul((lo + 4 * (i >> 3) + (i & 3)) | 0, 0x9e3779b1) ^ hi
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
    word ^= word >>> 16
    const draw = (i >> 2) & 1 ? word >>> 16 : word & 0xffff
    mask[i] = draw >= threshold ? kept : 0
  }
  return mask
}

/** The numbers that a dropout mask is drawn from. */
export function dropoutDraw(key: Key, rate: number) {
  const [hi, lo] = words(key, 2)
  return { hi: hi | 0, lo: lo | 0, threshold: Math.round(rate * 65_536), kept: 1 / (1 - rate) }
}
