import { describe, expect, it } from 'vitest'
import {
  dropoutMask,
  foldIn,
  keyOf,
  normals,
  permutation,
  split,
  threefry,
  uniforms,
  words,
} from '../../../src/tensor/random.js'

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, x) => sum + x, 0) / values.length

/** The published test vectors of Threefry-2x32 with 20 rounds. */
it.each([
  ['00000000 00000000', '00000000 00000000', '6b200159 99ba4efe'],
  ['ffffffff ffffffff', 'ffffffff ffffffff', '1cb996fc bb002be7'],
  ['13198a2e 03707344', '243f6a88 85a308d3', 'c4923a9c 483df7a0'],
])('threefry with key %s turns %s into %s', (key, counter, block) => {
  const [hi, lo] = key.split(' ').map((word) => Number.parseInt(word, 16) | 0)
  const [x, y] = counter.split(' ').map((word) => Number.parseInt(word, 16) | 0)
  const drawn = threefry({ hi, lo }, x, y)
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0')
  expect(`${hex(drawn.hi)} ${hex(drawn.lo)}`).toBe(block)
})

describe('keys', () => {
  it('give the same numbers on every platform', () => {
    expect([...words(keyOf(42), 3)]).toEqual([3134548294, 894150801, 3679230171])
    expect([...words(keyOf(42), 2)]).toEqual([...words(keyOf(42), 3)].slice(0, 2))
  })

  it('differ between seeds, parts and children', () => {
    const key = keyOf(7)
    const family = [key, keyOf(8), ...split(key, 3), foldIn(key, 0), foldIn(key, 1)]
    family.push(foldIn(key, 'a'), foldIn(key, 'b'), foldIn(foldIn(key, 'a'), 'b'))
    expect(new Set(family.map(({ hi, lo }) => `${hi},${lo}`)).size).toBe(family.length)
  })

  it('do not depend on the number of siblings', () => {
    expect(split(keyOf(1), 5).slice(0, 2)).toEqual(split(keyOf(1), 2))
  })

  it('accept seeds beyond 32 bits, and only safe integers', () => {
    expect(keyOf(2 ** 40)).not.toEqual(keyOf(0))
    expect(() => keyOf(-1)).toThrow(/non-negative integer/)
    expect(() => keyOf(0.5)).toThrow(/non-negative integer/)
  })
})

describe('numbers', () => {
  it('uniforms cover [0, 1) evenly', () => {
    const drawn = uniforms(keyOf(1), 100_000)
    expect(Math.min(...drawn.slice(0, 50_000))).toBeGreaterThanOrEqual(0)
    expect(drawn.every((u) => u >= 0 && u < 1)).toBe(true)
    expect(mean(drawn)).toBeCloseTo(0.5, 2)
    expect(mean(drawn.map((u) => u * u))).toBeCloseTo(1 / 3, 2)
  })

  it('normals have the moments of N(0, 1)', () => {
    const drawn = Float64Array.from(normals(keyOf(2), 100_000))
    expect(mean(drawn)).toBeCloseTo(0, 1)
    expect(mean(drawn.map((x) => x ** 2))).toBeCloseTo(1, 1)
    expect(mean(drawn.map((x) => x ** 4))).toBeGreaterThan(2.8)
    expect(mean(drawn.map((x) => x ** 4))).toBeLessThan(3.2)
    const beyond = (z: number) => drawn.filter((x) => Math.abs(x) > z).length / drawn.length
    expect(beyond(1.959964)).toBeCloseTo(0.05, 2)
    expect(beyond(2.575829)).toBeCloseTo(0.01, 2)
  })

  it('permutations hold every index once', () => {
    const order = permutation(keyOf(3), 100)
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect([...order]).not.toEqual([...permutation(keyOf(4), 100)])
    expect([...permutation(keyOf(3), 0)]).toEqual([])
  })

  it('a dropout mask has its share of zeros and its mean', () => {
    const mask = dropoutMask(keyOf(5), 100_001, 0.1)
    expect(mask.length).toBe(100_001)
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.9)]))
    expect(mean(mask)).toBeCloseTo(1, 2)
    expect(new Set(dropoutMask(keyOf(5), 1000, 0))).toEqual(new Set([1]))
  })
})
