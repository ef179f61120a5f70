import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/lib/random.js'

describe('createRandom', () => {
  it('is deterministic for a seed, and differs between seeds and streams', () => {
    const draw = (seed: number, stream?: number) => {
      const random = createRandom(seed, stream)
      return Array.from({ length: 8 }, () => random.uniform())
    }
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
    expect(draw(7)).not.toEqual(draw(7 + 2 ** 32))
    expect(draw(7)).not.toEqual(draw(7, 1))
    expect(draw(0)).not.toEqual(draw(-1))
  })

  it('is uniform over [0, 1) and over integers', () => {
    const random = createRandom(1)
    const counts = new Array<number>(7).fill(0)
    let sum = 0
    for (let i = 0; i < 70_000; i++) {
      counts[random.integer(7)]++
      sum += random.uniform()
    }
    expect(sum / 70_000).toBeCloseTo(0.5, 2)
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * 93)
  })

  it('has the moments of a standard normal', () => {
    const random = createRandom(2)
    const n = 200_000
    const moments = [0, 0, 0, 0]
    for (let i = 0; i < n; i++) {
      const x = random.normal()
      for (let power = 0; power < 4; power++) moments[power] += x ** (power + 1) / n
    }
    expect(Math.abs(moments[0])).toBeLessThan(0.01)
    expect(Math.abs(moments[1] - 1)).toBeLessThan(0.02)
    expect(Math.abs(moments[2])).toBeLessThan(0.05)
    expect(Math.abs(moments[3] - 3)).toBeLessThan(0.1)
  })

  it('refuses a seed that is not a safe integer', () => {
    expect(() => createRandom(0.5)).toThrow(RangeError)
    expect(() => createRandom(2 ** 60)).toThrow(RangeError)
  })
})
