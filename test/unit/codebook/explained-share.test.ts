import { expect, it } from 'vitest'
import { explainedShare } from '../../../src/codebook/explained-share.js'
import { createRandom } from '../../../src/lib/random.js'

it('is 1 where values are those of their code', () => {
  expect(explainedShare([0, 0, 1, 1, 2, 2], [1, 1, 5, 5, -2, -2])).toBe(1)
})

it('is 1 − (4/4) / (58/5) of two groups of three, computed by hand', () => {
  // groups 1 2 3 and 7 8 9: SS within 4, k = 2; total Σ(x − 5)² = 58
  expect(explainedShare([0, 0, 0, 1, 1, 1], [1, 2, 3, 7, 8, 9])).toBeCloseTo(1 - 1 / (58 / 5), 12)
})

it('is about 0 where codes explain nothing, however many there are', () => {
  const random = createRandom(4)
  const values = Array.from({ length: 2000 }, () => random.normal())
  for (const k of [2, 20, 500]) {
    const codes = values.map(() => Math.floor(k * random.uniform()))
    expect(Math.abs(explainedShare(codes, values) ?? 9)).toBeLessThan(0.06)
  }
})

it('leaves out missing values, and is null where nothing can be explained', () => {
  const codes = [0, 0, Number.NaN, 1, 1, 1]
  const values = [1, 1, 9, 5, 5, Number.NaN]
  expect(explainedShare(codes, values)).toBe(1)
  expect(explainedShare([0, 1, 2], [1, 2, 3])).toBeNull()
  expect(explainedShare([0, 0, 1, 1], [2, 2, 2, 2])).toBeNull()
  expect(explainedShare([], [])).toBeNull()
})
