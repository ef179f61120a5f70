import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/lib/random.js'
import { createRankNormaliser } from '../../../src/lib/rank.js'

describe('ranks', () => {
  it('are in (−0.5, 0.5]', () => {
    expect(ranked([30, 10, 40, 20])).toEqual([0.25, -0.25, 0.5, 0])
    expect(ranked([7])).toEqual([0.5])
    expect(ranked([])).toEqual([])
  })

  it('are equal for ties', () => {
    expect(ranked([5, 1, 5, 9])).toEqual([0.125, -0.25, 0.125, 0.5])
    expect(ranked([2, 2, 2])).toEqual([2 / 3 - 0.5, 2 / 3 - 0.5, 2 / 3 - 0.5])
    expect(ranked([0, -0])).toEqual([0.25, 0.25])
  })

  it('of missing values are 0 and do not affect the others', () => {
    expect(ranked([Number.NaN, 3, Infinity, 1])).toEqual([0, 0.5, 0, 0])
    expect(ranked([Number.NaN])).toEqual([0])
  })

  it('distinguish values that differ in the last bit', () => {
    const next = 1 + Number.EPSILON
    expect(ranked([next, 1, next, 1 - Number.EPSILON])).toEqual([0.375, 0, 0.375, -0.25])
    expect(ranked([-next, -1])).toEqual([0, 0.5])
  })

  it('equal ranks by counting on random values with ties', () => {
    const random = createRandom(3)
    const rankNormalise = createRankNormaliser(300)
    for (const length of [300, 17, 64, 1, 255]) {
      const values = Float64Array.from({ length }, () => {
        const value = Math.round(100 * random.normal()) / 10
        return random.uniform() < 0.1 ? Number.NaN : value
      })
      const expected = Array.from(values, (value) => countedRank(value, values))
      rankNormalise(values)
      expect([...values]).toEqual(expected)
    }
  })

  it('of many values equal ranks by counting, however close the values are', () => {
    const random = createRandom(5)
    const kinds = {
      'of both signs and all sizes': () => Math.exp(8 * random.normal()) * random.normal(),
      'closer than one in a million': () => 1e9 + random.uniform(),
      'negative and close': () => -1 - 1e-9 * random.uniform(),
      'few distinct': () => random.integer(20) - 10,
      zeros: () => (random.uniform() < 0.5 ? -0 : 0),
    }
    for (const draw of Object.values(kinds)) {
      const values = Float64Array.from({ length: 1100 }, (_, i) => {
        if (i % 50 === 7) return [Number.NaN, Infinity, -Infinity][i % 3] ?? 0
        return draw()
      })
      const known = values.map((value) => (Number.isFinite(value) ? value : Number.NaN))
      createRankNormaliser(1200)(values)
      for (let i = 0; i < known.length; i += 10) {
        expect(values[i]).toBe(countedRank(known[i] ?? 0, known))
      }
    }
  })
})

function ranked(values: readonly number[]): number[] {
  const copy = Float64Array.from(values)
  createRankNormaliser(values.length)(copy)
  return [...copy]
}

function countedRank(value: number, among: Float64Array): number {
  if (Number.isNaN(value)) return 0
  const known = among.filter((other) => !Number.isNaN(other))
  const below = known.filter((other) => other < value).length
  const same = known.filter((other) => other === value).length
  return (below + (same + 1) / 2) / known.length - 0.5
}
