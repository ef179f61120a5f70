import { describe, expect, it } from 'vitest'
import { factorVaeBars, ridgeBars, robustnessBar } from '../../../bench/predict/bars.js'
import type { PredictRow } from '../../../bench/predict/plan.js'
import { REFERENCE_RIDGE, referenceMean, ridgeRankICs } from '../../../bench/predict/ridge-check.js'
import { robustScores } from '../../../bench/predict/robust-z.js'
import { dailyRankICs, summaryOf, yearRows } from '../../../bench/predict/yearly.js'
import type { MarketArrays } from '../../../src/characteristics/market-data.js'
import { createRandom } from '../../../src/lib/random.js'

const ASSETS = 20
const WIDTH = 20

/** Returns follow the first feature of their row in 2000–2010, every second weekday of each month a date. */
function market(): { arrays: MarketArrays; features: Float32Array } {
  const dates = Array.from({ length: 11 * 12 * 14 }, (_, d) => {
    const [year, month, day] = [2000 + Math.floor(d / 168), Math.floor(d / 14) % 12, (d % 14) * 2]
    return `${year}-${String(month + 1).padStart(2, '0')}-${String(day + 1).padStart(2, '0')}`
  })
  const random = createRandom(4)
  const features = Float32Array.from({ length: (dates.length + 1) * ASSETS * WIDTH }, () =>
    random.normal(),
  )
  const returns = Float64Array.from(
    { length: dates.length * ASSETS },
    (_, cell) => 0.01 * (features[cell * WIDTH] ?? 0) + 0.02 * random.normal(),
  )
  const universe = new Uint8Array((dates.length + 1) * ASSETS).fill(1)
  const assets = Array.from({ length: ASSETS }, (_, i) => `A${i}`)
  const arrays = { dates, assets, returns, universe } as unknown as MarketArrays
  return { arrays, features }
}

describe('robust z-scores', () => {
  it('are distances from the median in normal median absolute deviations, clipped to 3', () => {
    const scores = robustScores([1, 2, 3, 4, 100])
    expect(scores[2]).toBe(0)
    expect(scores[3]).toBeCloseTo(1 / 1.4826, 12)
    expect(scores[4]).toBe(3)
    expect(robustScores([5, 5, 5])).toEqual([0, 0, 0])
  })
})

describe('walk-forward years of a bench', () => {
  const { arrays, features } = market()

  it('train on the eight years before a year and test on it', () => {
    const { from, test, end } = yearRows(arrays.dates, 2009)
    expect([arrays.dates[from], arrays.dates[test - 1]]).toEqual(['2001-01-01', '2008-12-27'])
    expect([arrays.dates[test], arrays.dates[end - 1]]).toEqual(['2009-01-01', '2009-12-27'])
  })

  it('score a perfect ranking with 1, and with nothing a date later', () => {
    const { now, late } = dailyRankICs(arrays, [yearRows(arrays.dates, 2009)], (t, columns) =>
      Array.from(columns, (i) => arrays.returns[t * ASSETS + i] ?? 0),
    )
    expect(summaryOf(now)).toMatchObject({ mean: 1, standardError: 0 })
    expect(Math.abs(summaryOf(late).mean)).toBeLessThan(0.1)
    expect(now.get(2009)).toHaveLength(168)
    expect(late.get(2009)).toHaveLength(167)
  })

  it('never let ridge see its test year', () => {
    const years = [2008, 2009]
    const { byYear, mean } = summaryOf(ridgeRankICs(arrays, features, years).now)
    expect(mean).toBeGreaterThan(0.3)
    const later = arrays.returns.map((value, cell) =>
      (arrays.dates[Math.floor(cell / ASSETS)] ?? '') >= '2009-01-01' ? -value : value,
    )
    const changed = summaryOf(
      ridgeRankICs({ ...arrays, returns: later }, features, years).now,
    ).byYear
    expect(changed.get(2008)).toBe(byYear.get(2008))
    expect(changed.get(2009)).toBeCloseTo(-(byYear.get(2009) ?? 0), 10)
  })
})

describe('bars', () => {
  const reference = new Map(REFERENCE_RIDGE.byYear)
  const summary = { mean: referenceMean([...reference.keys()]), standardError: 0.003 }

  it('hold ridge to the reference in the mean and in every year', () => {
    expect(referenceMean([...reference.keys()])).toBeCloseTo(0.0157, 4)
    expect(ridgeBars({ ...summary, byYear: reference }).map(({ holds }) => holds)).toEqual([
      true,
      true,
    ])
    const off = new Map(reference).set(2014, 0.0265)
    expect(ridgeBars({ ...summary, byYear: off }).map(({ holds }) => holds)).toEqual([true, false])
    const low = ridgeBars({ ...summary, mean: 0.0141, byYear: reference })
    expect(low.map(({ holds }) => holds)).toEqual([false, true])
  })

  it('hold FactorVAE to a calibrated risk and a significant ranking', () => {
    const row = (predictions: object) =>
      ({ row: { id: 'factor-vae' }, at: () => ({ predictions }) }) as unknown as PredictRow
    const right = {
      rankIC: 0.012,
      rankICStandardError: 0.003,
      coverage90: 0.91,
      zStandardDeviation: 1.02,
      riskRankIC: 0.27,
    }
    const range = { from: '2008-01-01', to: '2020-12-31' }
    const holds = (predictions: object) =>
      factorVaeBars(row(predictions), range).map((bar) => bar.holds)
    expect(holds(right)).toEqual([true, true, true, true])
    expect(holds({ ...right, coverage90: 0.99 })).toEqual([false, true, true, true])
    expect(holds({ ...right, zStandardDeviation: 1.2, riskRankIC: 0.1 })).toEqual([
      true,
      false,
      false,
      true,
    ])
    expect(holds({ ...right, rankICStandardError: 0.007 })).toEqual([true, true, true, false])
  })

  it('hold withheld names to the others, less one standard error', () => {
    const found = { days: 3, names: 45, withheldError: 0.005, othersError: 0.003 }
    const bar = (withheld: number) =>
      robustnessBar({ ...found, withheld, others: 0.012, difference: 0, differenceError: 0 }).holds
    expect([bar(0.013), bar(0.0071), bar(0.0069)]).toEqual([true, true, false])
  })
})
