import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { meanDifferenceInterval, meanInterval } from '../../../src/accounts/bootstrap.js'
import { pairedMeanDifference } from '../../../src/accounts/paired-difference.js'
import {
  type PredictionDay,
  predictionDay,
  quintileSpread,
  rankCorrelation,
} from '../../../src/accounts/prediction-day.js'
import {
  informationRatio,
  predictionMeasuresOf,
  standardErrorOfMean,
} from '../../../src/accounts/prediction-measures.js'
import { excessOf, wealthMeasuresOf } from '../../../src/accounts/wealth.js'

/** Written by `python test/unit/accounts/reference/predictions.py`, NumPy and SciPy alone. */
const REFERENCE = JSON.parse(
  readFileSync(new URL('./reference/predictions.json', import.meta.url), 'utf8'),
)
const NONE = Number.NaN
const [T, N, LAGS] = [60, 23, 8]

/** The closed forms of predictions.py. */
const names = Array.from({ length: N }, (_, i) => i)
const meanOf = (t: number, i: number) =>
  Math.round(1000 * (0.004 * Math.sin(1.7 * t * (i + 1)) + 0.002 * Math.sin(3 * (t * N + i)))) /
  1000
const riskOf = (t: number, i: number) => 0.01 * (1.5 + Math.cos(2.1 * t + 0.7 * i))
const realisedOf = (t: number, i: number) =>
  (3 * t + i) % 29 === 0
    ? NONE
    : 1.2 * riskOf(t, i) * Math.sin(0.9 * (t * N + i) ** 2) + 0.5 * meanOf(t, i)
const days = Array.from({ length: T }, (_, t) =>
  predictionDay({
    mean: names.map((i) => ((t + 5 * i) % 31 === 0 ? NONE : meanOf(t, i))),
    risk: names.map((i) => riskOf(t, i)),
    realised: names.map((i) => realisedOf(t, i)),
    realisedNext: t < T - 1 ? names.map((i) => realisedOf(t + 1, i)) : undefined,
  }),
)
const near = (value: number) => expect.closeTo(value, 9)
const allNear = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, near(value)]))

describe('prediction measures against NumPy and SciPy', () => {
  it('of each date', () => {
    days.forEach((day, t) => {
      expect(day, `date ${t}`).toMatchObject(allNear(REFERENCE.days[t]))
    })
    expect(days[T - 1].rankICLag1).toBeNull()
  })

  it('of a range', () => {
    expect(predictionMeasuresOf(days)).toEqual(allNear(REFERENCE.measures))
  })

  it('the difference between two predictors, and its paired interval', () => {
    const rankICs = days.map(({ rankIC }) => rankIC)
    const other = days.map((_, t) => 0.02 * Math.sin(t ** 2))
    const paired = pairedMeanDifference(rankICs, other)
    expect(paired?.difference).toBeCloseTo(REFERENCE.difference.mean, 10)
    const interval = meanDifferenceInterval(rankICs.map(Number), other, {
      blockLength: LAGS,
      replications: 10_000,
    })
    const [low, high] = REFERENCE.difference.interval
    expect(Math.abs((interval?.low ?? 0) - low)).toBeLessThan(0.05 * (high - low))
    expect(Math.abs((interval?.high ?? 0) - high)).toBeLessThan(0.05 * (high - low))
  })

  it('of a compounded book', () => {
    expect(wealthMeasuresOf(REFERENCE.book)).toEqual(allNear(REFERENCE.wealth))
  })
})

describe('the golden cases', () => {
  it('OB-6: wealth of five returns', () => {
    const wealth = wealthMeasuresOf([0.01, -0.02, 0.015, 0, 0.01])
    expect(wealth.cumulativeWealth).toBeCloseTo(1.01469347, 10)
    expect(wealth.wealthDrawdown).toBeCloseTo(0.02, 12)
    expect(wealth.maxDrawdown).toBeCloseTo(0.02, 12)
    expect(wealth.apy).toBeCloseTo(1.08582189, 8)
    expect(wealth.annualVolatility).toBeCloseTo(0.19827254, 8)
    expect(wealth.sharpe).toBeCloseTo(3.81293346, 8)
    expect(wealth.annualReturn).toBeCloseTo(0.756, 12)
  })

  it('OB-7: a loss on the first date counts in both drawdowns', () => {
    const wealth = wealthMeasuresOf([-0.05, 0.02])
    expect([wealth.wealthDrawdown, wealth.maxDrawdown]).toEqual([near(0.05), near(0.05)])
  })

  it('OB-8: Rank IC with population moments and average ranks, ICIR with the sample sd', () => {
    const x = [0.3, 0.2, 0.9, 0.7, 0.1]
    expect(rankCorrelation(x, [0.4, 0.1, 0.8, 0.6, 0.2])).toBeCloseTo(0.9, 12)
    expect(rankCorrelation([1, 1, 2, 3], [1, 2, 3, 4])).toBeCloseTo(0.9486832981, 10)
    expect(rankCorrelation(x, x)).toBeCloseTo(1, 12)
    expect(
      rankCorrelation(
        x,
        x.map((value) => -value),
      ),
    ).toBeCloseTo(-1, 12)
    expect(informationRatio([0.05, -0.02, 0.04, 0.01])).toBeCloseTo(0.632455532, 9)
  })
})

describe('a date', () => {
  const realised = [5, 4, 3, 2, 1]

  it('has null measures with fewer than five names or without variance', () => {
    const few = predictionDay({ mean: [1, 2, 3, 4, NONE], realised })
    expect(few).toMatchObject({ names: 4, ic: null, rankIC: null, spread: null })
    const same = predictionDay({ mean: [1, 1, 1, 1, 1], realised })
    expect(same).toMatchObject({ names: 5, ic: null, rankIC: null, spread: null })
    expect(predictionDay({ mean: [], realised: [] })).toMatchObject({ names: 0, rankIC: null })
  })

  it('without risk has no calibration', () => {
    const day = predictionDay({ mean: [1, 2, 3, 4, 5], realised })
    expect(day).toMatchObject({ rankIC: -1, riskRankIC: null, bands: 0, covered: 0 })
    expect(predictionMeasuresOf([day])).toMatchObject({
      days: 1,
      rankIC: -1,
      rankICIR: null,
      rankICStandardError: null,
      riskRankIC: null,
      coverage90: null,
      zStandardDeviation: null,
    })
  })

  it('counts bands by hand: z = −2, −1, 0, 1, 2, of which three lie within 1.645', () => {
    const day = predictionDay({ mean: [7, 5, 3, 1, -1], risk: [1, 1, 1, 1, 1], realised })
    expect(day).toMatchObject({ bands: 5, covered: 3, zSum: 0, zSquares: 10, riskRankIC: null })
    const measures = predictionMeasuresOf([day])
    expect(measures.coverage90).toBeCloseTo(0.6, 12)
    expect(measures.zStandardDeviation).toBeCloseTo(Math.SQRT2, 12)
  })

  it('ignores a risk of 0, and names without a return', () => {
    const day = predictionDay({ mean: [0, 0, 0], risk: [0, 1, 1], realised: [1, NONE, 1] })
    expect(day).toMatchObject({ names: 2, bands: 1, covered: 1, zSquares: 1 })
  })

  it('has the spread of its best less its worst fifth, with ties ordered by position', () => {
    const x = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    expect(quintileSpread(x, [3, 5, 0, 0, 0, 0, 0, 0, 1, 2])).toBe(4 - 1.5)
    expect(quintileSpread([2, 2, 1, 1, 1], [7, 9, 0, 0, 4])).toBe(3)
    expect(quintileSpread([1, 2, 3, 4], [1, 2, 3, 4])).toBeNull()
  })
})

describe('a range', () => {
  it('is the weighted mean of the measures of its halves', () => {
    const [first, second] = [days.slice(0, 25), days.slice(25)].map(predictionMeasuresOf)
    const whole = predictionMeasuresOf(days)
    expect(whole.rankIC).toBeCloseTo(
      (25 * Number(first.rankIC) + 35 * Number(second.rankIC)) / 60,
      12,
    )
    const bands = (some: readonly PredictionDay[]) => some.reduce((sum, day) => sum + day.bands, 0)
    const covered =
      Number(first.coverage90) * bands(days.slice(0, 25)) +
      Number(second.coverage90) * bands(days.slice(25))
    expect(whole.coverage90).toBeCloseTo(covered / bands(days), 12)
  })

  it('without dates is null', () => {
    expect(predictionMeasuresOf([])).toMatchObject({ days: 0, ic: null, rankIC: null, icir: null })
    expect(wealthMeasuresOf([])).toMatchObject({
      days: 0,
      apy: null,
      sharpe: null,
      wealthDrawdown: null,
    })
    expect([informationRatio([1]), informationRatio([1, 1]), standardErrorOfMean([1])]).toEqual([
      null,
      null,
      null,
    ])
    expect(pairedMeanDifference([null, 1], [1, null])).toBeNull()
    expect(pairedMeanDifference([3, null, 1], [1, 5, 2])).toEqual({
      difference: 0.5,
      low: null,
      high: null,
    })
  })

  it('is exact where returns equal those of the market', () => {
    expect(excessOf([0.01, 0.02], [0.01, 0.005])).toEqual([0, 0.015])
    expect(wealthMeasuresOf([0, 0, 0])).toMatchObject({
      cumulativeWealth: 1,
      apy: 0,
      sharpe: null,
      calmar: null,
      wealthCalmar: null,
    })
  })

  it('has a drawdown of at most 1', () => {
    expect(wealthMeasuresOf([-1.5, 3])).toMatchObject({
      cumulativeWealth: 0,
      wealthDrawdown: 1,
      apy: -1,
    })
  })

  it('has an interval that contains the mean and halves with four times the dates', () => {
    const at = (dates: number) =>
      Array.from({ length: dates }, (_, t) => 0.01 + 0.1 * Math.sin(12.9 * t * t))
    const widths = [250, 1000].map((dates) => {
      const interval = meanInterval(at(dates))
      expect(interval?.low).toBeLessThan(0.01)
      expect(interval?.high).toBeGreaterThan(0.01)
      return Number(interval?.high) - Number(interval?.low)
    })
    expect(widths[0] / widths[1]).toBeGreaterThan(1.5)
    expect(widths[0] / widths[1]).toBeLessThan(2.6)
  })
})
