import { expect, it } from 'vitest'
import { carriersOf, sectorShares } from '../../../src/codebook/carriers.js'
import { persistenceOf } from '../../../src/codebook/persistence.js'
import { activeRows, usageOf } from '../../../src/codebook/usage.js'
import { perplexity } from '../../../src/lib/perplexity.js'

const NONE = Number.NaN
// the third asset enters on the second date, the first leaves on the last
const CODES = [
  Float32Array.of(0, 1),
  Float32Array.of(0, 2, 1),
  Float32Array.of(0, 2, 1),
  Float32Array.of(NONE, 0, 1),
]

it('the assets of a code are ordered by how often they had it', () => {
  expect(carriersOf(CODES, 4)).toEqual([
    [
      { position: 0, count: 3 },
      { position: 1, count: 1 },
    ],
    [
      { position: 2, count: 3 },
      { position: 1, count: 1 },
    ],
    [{ position: 1, count: 2 }],
    [],
  ])
})

it('sectors share the usage of a code', () => {
  const [first = [], , , unused = []] = carriersOf(CODES, 4)
  const sectorAt = (position: number) => (position === 0 ? 'Energy' : 'Banks')
  expect(sectorShares(first, sectorAt)).toEqual([
    { sector: 'Energy', share: 0.75 },
    { sector: 'Banks', share: 0.25 },
  ])
  expect(sectorShares(unused, sectorAt)).toEqual([])
})

it('the persistence of codes counts assets with a code on both dates', () => {
  // pairs: (0,0) (1,2) | (0,0) (2,2) (1,1) | (2,0) (1,1)
  expect(persistenceOf(CODES)).toBeCloseTo(5 / 7, 12)
  expect(persistenceOf(CODES.slice(0, 1))).toBeNull()
  expect(persistenceOf([])).toBeNull()
})

it('a code is active on the dates on which it occurs', () => {
  expect(activeRows(CODES, 4)).toEqual([[0, 1, 2, 3], [0, 1, 2, 3], [1, 2], []])
  expect([...usageOf(CODES, 4)]).toEqual([4, 4, 2, 0])
})

it('perplexity is the number of codes where they are used evenly, 1 where one is, null where none is', () => {
  expect(perplexity([3, 3, 3, 0])).toBeCloseTo(3, 12)
  expect(perplexity([7, 0])).toBe(1)
  expect(perplexity([0, 0])).toBe(0)
})
