import { expect, it } from 'vitest'
import { toBook } from '../../../../src/accounts/account.js'
import { impactOf } from '../../../../src/performance/capacity/impact.js'
import { deviationBefore, meanBefore } from '../../../../src/performance/capacity/rolling.js'

it('costs σ |Δw|^(3/2) / √V of each trade, positions that are closed included', () => {
  const previous = toBook(Float32Array.of(0.25, 0.75, 0))
  const book = toBook(Float32Array.of(0.5, 0, 0.5))
  const { coefficient, traded, covered } = impactOf(book, previous, {
    volatility: [0.02, 0.01, 0.03],
    volume: [1e6, 4e6, Number.NaN],
  })
  expect(coefficient).toBeCloseTo((0.02 * 0.25 ** 1.5) / 1e3 + (0.01 * 0.75 ** 1.5) / 2e3, 15)
  expect(traded).toBeCloseTo(1.5, 12)
  expect(covered).toBeCloseTo(1, 12)
})

it('takes means and deviations of the rows before a date, where half of them are known', () => {
  const rows = [
    [1, Number.NaN],
    [3, Number.NaN],
    [5, 2],
    [100, 100],
  ]
  expect([...meanBefore(rows, 3, 2)]).toEqual([4, 2])
  expect([...meanBefore(rows, 3, 3)]).toEqual([3, Number.NaN])
  expect([...deviationBefore(rows, 3, 2)]).toEqual([1, 0])
  expect(meanBefore(rows, 0, 3)).toHaveLength(0)
})
