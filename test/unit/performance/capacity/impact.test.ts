import { expect, it } from 'vitest'
import { toBook } from '../../../../src/accounts/account.js'
import { fittingCapital } from '../../../../src/accounts/capacity.js'
import { createRandom } from '../../../../src/lib/random.js'
import { impactOf } from '../../../../src/performance/capacity/impact.js'
import { RollingRows } from '../../../../src/performance/capacity/rolling.js'

it('costs σ |Δw|^(3/2) / √V of each trade, positions that are closed included', () => {
  const previous = toBook(Float32Array.of(0.25, 0.75, 0))
  const book = toBook(Float32Array.of(0.5, 0, 0.5))
  const { coefficient, traded, covered } = impactOf(book, previous, {
    volatility: Float64Array.of(0.02, 0.01, 0.03),
    volume: Float64Array.of(1e6, 4e6, Number.NaN),
  })
  expect(coefficient).toBeCloseTo((0.02 * 0.25 ** 1.5) / 1e3 + (0.01 * 0.75 ** 1.5) / 2e3, 15)
  expect(traded).toBeCloseTo(1.5, 12)
  expect(covered).toBeCloseTo(1, 12)
})

it('fits the capital of the accounts', () => {
  const random = createRandom(3)
  const draw = (count: number) => Array.from({ length: count }, () => random.uniform())
  for (let n = 0; n < 20; n++) {
    const [book, previous] = [
      toBook(Float32Array.from(draw(30))),
      toBook(Float32Array.from(draw(30))),
    ]
    const volume = Float64Array.from(draw(30), (value) => (value < 0.2 ? Number.NaN : 1e6 * value))
    const { fitting } = impactOf(book, previous, { volatility: volume, volume })
    expect(fitting).toBeCloseTo(fittingCapital(book, previous, volume) ?? 0, 4)
  }
})

it('takes means and deviations of the last rows, where half of them are known', () => {
  const rows = new RollingRows(2)
  expect(rows.means()).toHaveLength(0)
  rows.add([1])
  rows.add([3, Number.NaN])
  expect([...rows.means()]).toEqual([2, Number.NaN])
  rows.add([5, 2])
  expect([...rows.means()]).toEqual([4, 2])
  expect([...rows.deviations()]).toEqual([1, 0])
})
