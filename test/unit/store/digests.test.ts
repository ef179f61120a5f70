import { describe, expect, it } from 'vitest'
import type { DayResult, SplitResult } from '../../../src/results.js'
import { toAxisDays } from '../../../src/store/publish/axis-days.js'

const BASE = {
  split: {
    name: 'test_2019_2020',
    train: { from: '2012-01-01', to: '2019-12-31' },
    test: { from: '2020-01-01', to: '2020-12-31' },
    live: true,
  },
  assets: ['A', 'B', 'C'],
  characteristics: [
    { name: 'a', group: 'g' },
    { name: 'b', group: 'g' },
  ],
  bookSeeds: [1],
  training: [],
  trainSeconds: 0,
  engine: { name: 'cpu', version: '', device: 'cpu', threads: 1, node: '' },
  lastCloses: null,
}
const floats = (...values: number[]) => Float32Array.from(values)

const FIRST: DayResult = {
  date: '2020-01-02',
  columns: Int32Array.of(0, 2),
  book: floats(0.75, -0.25),
  realised: { returns: Float64Array.of(0.1, Number.NaN) },
}
const HEDGED: readonly DayResult[] = [
  {
    ...FIRST,
    factors: {
      weights: floats(0.5, 0.25, -0.5, 1),
      betas: floats(1, -1, 0.125, 2),
      characteristicLoads: floats(0.5, -0.5, 0.25, 0),
    },
    realised: {
      returns: Float64Array.of(0.1, Number.NaN),
      factors: { returns: floats(0.5, -0.25), residuals: floats(0.0625, Number.NaN) },
    },
  },
  {
    date: '2020-01-03',
    columns: Int32Array.of(0, 1, 2),
    book: floats(0.5, -0.25, 0.25),
    factors: {
      weights: floats(0.5, 0.25, 0.125, -0.5, 1, 2),
      betas: floats(1, -1, 0.5, 0.125, 2, 4),
      characteristicLoads: floats(0.5, -0.5, 0.25, 0),
    },
    realised: null,
  },
]

const digestsOf = (result: Pick<SplitResult, 'factorCount' | 'days'>) =>
  toAxisDays({ ...BASE, ...result }, Int32Array.of(1, 0, 3)).map(
    ({ decidedHash, realisedHash }) => [decidedHash, realisedHash],
  )

/** The digests that the first release stored for these days: another digest would mark every run as changed. */
describe('the digests of a date do not change', () => {
  it('for a method with factors', () => {
    expect(digestsOf({ factorCount: 2, days: HEDGED })).toEqual([
      [
        'YuhuhPnR+2GvAv4vvAbIWnzg4FP4jY20OcUpXWuRsb8=',
        'pH8Lo+Yji2RS2KHtHZ0C2xNcTeIUxFVvvftx0JB07nk=',
      ],
      ['tXv5C0nyNAbFjCTnJfcaMScJ/gioDOBPyI1Oatce15Q=', null],
    ])
  })

  it('for a method without factors', () => {
    expect(digestsOf({ factorCount: 0, days: [FIRST] })).toEqual([
      [
        'aRpcPj6Ejc0HrW/QPXW4fJZXMGOOBTfUOF6RmwUMBnk=',
        'nVHpa0vK3bfV6x5aCHQDhs2dDbB407g+UUGjJm3wVZU=',
      ],
    ])
  })
})

it('with a prediction they include it in the decided digest', () => {
  const predicting = (risk: number) => ({
    ...FIRST,
    predictions: { mean: floats(0.5, 0), risk: floats(1, risk) },
  })
  const [[none, realised]] = digestsOf({ factorCount: 0, days: [FIRST] })
  const [[one, same]] = digestsOf({ factorCount: 0, days: [predicting(1)] })
  const [[other]] = digestsOf({ factorCount: 0, days: [predicting(2)] })
  expect(new Set([none, one, other]).size).toBe(3)
  expect(same).toBe(realised)
})
