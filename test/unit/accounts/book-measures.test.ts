import { describe, expect, it } from 'vitest'
import type { Book } from '../../../src/accounts/account.js'
import { bestYear, sharpeWithoutBestYear } from '../../../src/accounts/best-year.js'
import {
  effectiveNames,
  netExposure,
  shapeOf,
  shapeOfDay,
} from '../../../src/accounts/book-shape.js'
import { capacityOf, fittingCapital } from '../../../src/accounts/capacity.js'
import { measureErrorsOf } from '../../../src/accounts/measure-errors.js'
import { pnlOf } from '../../../src/accounts/pnl.js'
import { annualisedSharpe } from '../../../src/accounts/sharpe.js'

function book(weights: Record<number, number>): Book {
  return {
    assets: Int32Array.from(Object.keys(weights), Number),
    weights: Float32Array.from(Object.values(weights)),
  }
}
const FLAT = book({})

describe('the shape of a book', () => {
  it('has four effective names for four equal positions, and long less short as net exposure', () => {
    const even = book({ 0: 0.25, 3: 0.25, 5: -0.25, 6: 0.25 })
    expect(effectiveNames(even)).toBe(4)
    expect(netExposure(even)).toBe(0.5)
    expect(effectiveNames(book({ 0: 0.5, 1: 0.25, 2: 0.25 }))).toBeCloseTo(1 / 0.375, 12)
    expect(effectiveNames(FLAT)).toBe(0)
  })

  it('is reported as mean and median over dates', () => {
    const days = [book({ 0: 1 }), book({ 0: 0.5, 1: -0.5 }), book({ 0: 0.5, 1: 0.5 })]
    expect(shapeOf(days.map(shapeOfDay))).toEqual({ netExposure: 2 / 3, effectiveNames: 2 })
    expect(shapeOf([])).toEqual({ netExposure: null, effectiveNames: null })
  })
})

describe('capacity', () => {
  it('is the capital at which 95 % of the turnover fits into the usual volume', () => {
    const [now, before] = [book({ 0: 0.5, 1: 0.46, 2: -0.04 }), FLAT]
    // Names 0 and 1 make up 96 % of the turnover; name 2, hardly traded, is the rest.
    expect(fittingCapital(now, before, [1e8, 46e6, 10])).toBeCloseTo(1e8, -2)
    // With less than 5 % of turnover in name 2 it does not bind; with 0.5 in name 0 it binds at volume / 0.5.
    expect(fittingCapital(now, before, [1e6, 46e6, 1e9])).toBeCloseTo(2e6, -1)
  })

  it('counts trades only, closing trades too, and leaves out names without a volume', () => {
    const before = book({ 0: 0.5, 1: 0.5 })
    expect(fittingCapital(book({ 0: 0.5, 2: 0.5 }), before, [1, 3e6, 2e6])).toBeCloseTo(4e6, -1)
    expect(fittingCapital(book({ 0: 1 }), FLAT, [Number.NaN])).toBeNull()
    expect(fittingCapital(before, before, [1, 1])).toBeNull()
  })

  it('uses a share of the volume of the median date', () => {
    expect(capacityOf([1e6, null, 3e6, 2e6])).toEqual([2e4, 1e5, 2e5].map((x) => expect.closeTo(x)))
    expect(capacityOf([null])).toEqual([null, null, null])
  })
})

describe('measures without the best year', () => {
  const dates = ['2019-01-02', '2019-01-03', '2020-01-02', '2020-01-03', '2020-01-06']
  const values = [0.05, 0.03, 0.01, -0.01, 0.03]

  it('leave out the calendar year with the largest net', () => {
    expect(bestYear(dates, values)).toBe('2019')
    expect(sharpeWithoutBestYear(dates, values)).toBe(annualisedSharpe(values.slice(2)))
    expect(bestYear(dates, [null, null, -1, null, null])).toBe('2020')
    expect(sharpeWithoutBestYear(dates.slice(0, 2), values.slice(0, 2))).toBeNull()
  })

  it('use the best year of each series', () => {
    const rows = dates.map((date, t) => ({
      date,
      gross: values[t],
      turnover: 0,
      shortExposure: 0,
    }))
    const hedged = [-0.01, 0.01, 0.02, 0.01, 0.02]
    const errors = measureErrorsOf({ pnl: pnlOf(rows), hedgedNet: hedged })
    expect(errors.netSharpeWithoutBestYear).toBe(annualisedSharpe(values.slice(2)))
    expect(errors.hedgedNetSharpeWithoutBestYear).toBe(annualisedSharpe(hedged.slice(0, 2)))
    expect(errors.netSharpeLow).toBeNull() // fewer than 20 dates
  })
})
