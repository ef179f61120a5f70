import { describe, expect, it } from 'vitest'
import { byMonth } from '../../../../src/dashboard/series/by-month.js'
import { onCommonDates } from '../../../../src/dashboard/series/common-dates.js'
import type { DailyReturn } from '../../../../src/dashboard/series/daily-returns.js'
import { differenceBand } from '../../../../src/dashboard/series/difference-band.js'
import { underwater, worstFalls } from '../../../../src/dashboard/series/drawdowns.js'
import { rollingBeta, rollingSharpe } from '../../../../src/dashboard/series/rolling.js'
import { LOOKBACK, sScores } from '../../../../src/dashboard/series/s-score.js'
import { sharpeAtCosts } from '../../../../src/dashboard/series/sharpe-at-costs.js'
import { correlation, deviation } from '../../../../src/dashboard/series/statistics.js'
import { quantile, tails } from '../../../../src/dashboard/series/tails.js'
import { withGaps } from '../../../../src/dashboard/series/with-gaps.js'

const DATES = ['2020-01-02', '2020-01-03', '2020-01-06', '2020-01-07', '2020-01-08', '2020-01-09']

const day = (date: string, net: number, more: Partial<DailyReturn> = {}): DailyReturn => ({
  date,
  net,
  gross: net,
  hedgedNet: null,
  turnover: 1,
  shortExposure: 0.5,
  ...more,
})

describe('falls', () => {
  const below = underwater([1, 3, 2, 0, 4, 3])

  it('are measured from the running peak, which starts at 0', () => {
    expect(below).toEqual([0, 0, -1, -3, 0, -1])
    expect(underwater([-1, null, 1])).toEqual([-1, null, 0])
  })

  it('are listed from the deepest, one that lasts without a recovery', () => {
    expect(worstFalls(DATES, below, 5)).toEqual([
      { from: '2020-01-03', low: '2020-01-07', to: '2020-01-08', depth: 3 },
      { from: '2020-01-08', low: '2020-01-09', to: null, depth: 1 },
    ])
    expect(worstFalls(DATES, below, 1)).toHaveLength(1)
  })
})

it('months sum net returns and leave months without dates empty', () => {
  const [year] = byMonth([day('2020-01-02', 1), day('2020-01-03', 2), day('2020-03-02', -1)])
  expect(year.year).toBe('2020')
  expect(year.months.slice(0, 3)).toEqual([3, null, -1])
  expect(year.total).toBe(2)
})

describe('rolling measures', () => {
  it('begin once the window is full and skip missing values', () => {
    const sharpe = rollingSharpe([1, null, 3, 5], 2, 4)
    expect(sharpe.slice(0, 2)).toEqual([null, null])
    // Mean 2 and deviation 1 of [1, 3], times √4.
    expect(sharpe[2]).toBeCloseTo(4, 12)
  })

  it('give the slope on the market of the same dates', () => {
    const market = [1, -1, 2, 0, 3]
    const beta = rollingBeta(
      market.map((m) => 0.5 * m + 1),
      market,
      4,
    )
    expect(beta[4]).toBeCloseTo(0.5, 12)
  })
})

it('the Sharpe ratio by cost charges turnover and short exposure', () => {
  const days = [day('2020-01-02', 0.002), day('2020-01-03', 0.004, { turnover: 2 })]
  const [{ netSharpe }] = sharpeAtCosts(days, [10], { shortCostBps: 2, datesPerYear: 1 })
  const net = [0.002 - 0.001 - 0.0001, 0.004 - 0.002 - 0.0001]
  expect(netSharpe).toBeCloseTo((net[0] + net[1]) / 2 / deviation(net), 12)
})

it('tails are quantiles and moments, of enough dates', () => {
  expect(tails([1, 2, 3])).toBeUndefined()
  expect(quantile([0, 1, 2, 3], 0.5)).toBe(1.5)
  const found = tails(Array.from({ length: 101 }, (_, i) => i - 50))
  expect(found).toMatchObject({ worst: -50, low5: -45, high5: 45, best: 50 })
  expect(found?.skewness).toBeCloseTo(0, 12)
})

describe('comparison', () => {
  const split = (dates: string[], net: number[]) => ({
    test: { from: dates[0] },
    pnlSeries: { dates, net, gross: net, hedgedNet: net, turnover: net, shortExposure: net },
  })

  it('is on the dates that all have', () => {
    const runs = [[split(DATES.slice(0, 3), [1, 2, 3])], [split(DATES.slice(1, 4), [4, 5, 6])]]
    expect(onCommonDates(runs, {})).toEqual({
      dates: ['2020-01-03', '2020-01-06'],
      nets: [
        [2, 3],
        [4, 5],
      ],
    })
  })

  it('correlates, and is null where a series does not vary', () => {
    expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12)
    expect(correlation([1, 1, 1], [1, 2, 3])).toBeNull()
  })

  it('has a band that grows, holds the sum of a series without a trend, and is the same each time', () => {
    const values = Array.from({ length: 500 }, (_, i) => Math.sin(i * 7) / 100)
    const { low, high } = differenceBand(values)
    expect(low).toHaveLength(500)
    const last = values.reduce((sum, value) => sum + value, 0)
    expect(last).toBeGreaterThan(low[499])
    expect(last).toBeLessThan(high[499])
    expect(high[499] - low[499]).toBeGreaterThan(high[50] - low[50])
    expect(differenceBand(values)).toEqual({ low, high })
  })
})

it('the s-score is far from 0 after a jump of a path that reverts', () => {
  const path = Array.from({ length: LOOKBACK }, (_, t) => 0.01 * Math.sin(t))
  const residuals = path.map((value, t) => value - (path[t - 1] ?? 0))
  const calm = sScores(residuals)
  expect(calm.slice(0, -1).every((score) => score === null)).toBe(true)
  const jumped = sScores([...residuals.slice(0, -1), 0.05])
  expect(jumped.at(-1)).toBeGreaterThan(2)
})

it('a month without dates is a gap', () => {
  const [times, values] = withGaps(['2020-01-02', '2020-01-03', '2020-03-02'], [[1, 2, 3]])
  expect(values).toEqual([1, 2, null, 3])
  expect(times).toHaveLength(4)
})
