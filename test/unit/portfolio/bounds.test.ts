import { describe, expect, it } from 'vitest'
import { fillWithin, side } from '../../../src/portfolio/bounds.js'

const bounds = (long: number[], short = long) => ({
  long: Float64Array.from(long),
  short: Float64Array.from(short),
})
const book = (...weights: number[]) => Float64Array.from(weights)
const gross = (weights: ArrayLike<number>) =>
  Array.from(weights).reduce((sum, weight) => sum + Math.abs(weight), 0)

describe('a book within bounds', () => {
  it('redistributes the weight above a bound in proportion, computed by hand', () => {
    const filled = fillWithin(book(0.6, 0.1, -0.2, 0.1), bounds([0.4, 1, 1, 1]))
    // 0.2 over the three others, which hold 0.4: half as much again.
    expect(Array.from(filled ?? [])).toEqual(
      [0.4, 0.15, -0.3, 0.15].map((x) => expect.closeTo(x, 12)),
    )
  })

  it('repeats where the redistribution breaks another bound', () => {
    const filled = fillWithin(book(0.5, 0.3, 0.1, -0.1), bounds([0.4, 0.33, 0.4, 0.4]))
    expect(Array.from(filled ?? [])).toEqual(
      [0.4, 0.33, 0.135, -0.135].map((x) => expect.closeTo(x, 12)),
    )
  })

  it('gives no weight to an asset without one, and removes forbidden short positions', () => {
    const filled = fillWithin(book(0.5, 0, -0.5), bounds([1, 1, 1], [1, 1, 0]))
    expect(Array.from(filled ?? []).map((x) => x + 0)).toEqual([1, 0, 0])
  })

  it('fails where the bounds leave too little', () => {
    expect(fillWithin(book(0.5, -0.5, 0), bounds([0.4, 0.4, 1]))).toBeNull()
    expect(gross(fillWithin(book(0.5, -0.5), bounds([0.5, 0.5])) ?? [])).toBeCloseTo(1, 12)
    expect(fillWithin(book(0, 0), bounds([1, 1]))).toBeNull()
  })

  it('keeps signs, order and gross exposure for any bounds', () => {
    const weights = Float64Array.from({ length: 40 }, (_, i) => Math.sin(3 * i + 1) / (1 + (i % 7)))
    for (const most of [0.026, 0.05, 0.2]) {
      const filled = fillWithin(weights, bounds(new Array(40).fill(most))) ?? new Float64Array()
      expect(gross(filled)).toBeCloseTo(1, 12)
      filled.forEach((weight, i) => {
        expect(Math.abs(weight)).toBeLessThanOrEqual(most + 1e-15)
        expect(Math.sign(weight)).toBe(Math.sign(weights[i]))
      })
    }
  })

  it('scales a side to its target', () => {
    const weights = book(0.3, -0.3, -0.4)
    expect([...side(weights, 'long')]).toEqual([0.3, 0, 0])
    const short = fillWithin(side(weights, 'short'), bounds([1, 1, 0.25]), 0.5)
    expect(Array.from(short ?? [])).toEqual([0, -0.25, -0.25].map((x) => expect.closeTo(x, 12)))
  })
})
