import { expect, it } from 'vitest'
import { pnlByPeriod } from '../../../src/accounts/periods.js'
import { pnlOf } from '../../../src/accounts/pnl.js'

const ROWS = pnlOf(
  ['2019-12-30', '2019-12-31', '2020-01-02', '2020-03-02'].map((date, t) => ({
    date,
    gross: 0.01 * (t + 1),
    turnover: t,
    shortExposure: 0.5,
  })),
)
const HEDGED = [null, null, 0.5, 0.25]

it('sums months and years, and leaves out those without a date', () => {
  const months = pnlByPeriod(ROWS, HEDGED, 'MONTH')
  expect(months.map(({ period, from, to, days }) => [period, from, to, days])).toEqual([
    ['2019-12', '2019-12-30', '2019-12-31', 2],
    ['2020-01', '2020-01-02', '2020-01-02', 1],
    ['2020-03', '2020-03-02', '2020-03-02', 1],
  ])
  expect(months[0].gross).toBeCloseTo(0.03, 15)
  expect(months[0].net).toBeCloseTo(ROWS[0].net + ROWS[1].net, 15)
  expect(months[0].cost).toBeCloseTo(ROWS[0].cost + ROWS[1].cost, 15)
  expect(months[0]).toMatchObject({ turnover: 0.5, shortExposure: 0.5, hedgedNet: null })
  const years = pnlByPeriod(ROWS, HEDGED, 'YEAR')
  expect(years.map(({ period, hedgedNet, turnover }) => [period, hedgedNet, turnover])).toEqual([
    ['2019', null, 0.5],
    ['2020', 0.75, 2.5],
  ])
  expect(pnlByPeriod([], [], 'YEAR')).toEqual([])
})
