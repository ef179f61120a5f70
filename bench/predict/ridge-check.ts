import type { MarketArrays } from '../../src/characteristics/market-data.js'
import { fitRidge, predictRidge, type RidgePredictor } from '../../src/model/ridge-predictor.js'
import { labels } from '../../src/training/labels.js'
import { type DailyRankICs, dailyRankICs, yearRows } from './yearly.js'

const WIDTH = 20

/**
 * Rank IC that an independent implementation in PyTorch and NumPy measured for ridge on the S&P 500
 * members, robust z-scores, one fit a year (specification of the predictors, section D.3).
 */
export const REFERENCE_RIDGE = {
  tolerance: 0.0015,
  yearTolerance: 0.004,
  byYear: new Map([
    [2008, 0.0245],
    [2009, 0.021],
    [2010, 0.0147],
    [2011, 0.0288],
    [2012, 0.0225],
    [2013, 0.0193],
    [2014, 0.0165],
    [2015, 0.0153],
    [2016, -0.0003],
    [2017, 0.0085],
    [2018, 0.0002],
    [2019, -0.0034],
    [2020, 0.0367],
  ]),
} as const

/** Mean of the reference over the years given; 0.0157 over all thirteen. */
export function referenceMean(years: readonly number[]): number {
  const known = years.map((year) => REFERENCE_RIDGE.byYear.get(year) ?? Number.NaN)
  return known.reduce((sum, value) => sum + value, 0) / known.length
}

/**
 * The house's ridge on features `[T + 1, N, 20]` and z-score labels, fitted on the eight years before
 * each test year.
 */
export function ridgeRankICs(
  market: MarketArrays,
  features: Float32Array,
  years: readonly number[],
): DailyRankICs {
  const rows = years.map((year) => yearRows(market.dates, year))
  const panel = { values: features, assetCount: market.assets.length, featureCount: WIDTH }
  const targets = labels(market, { kind: 'z', horizon: 1, labelLag: 0 })
  let fitted: RidgePredictor
  let fittedYear: number
  return dailyRankICs(market, rows, (t, columns) => {
    const row = rows.find(({ test, end }) => t >= test && t < end)
    if (!row) throw new Error(`row ${t} is in no test year`)
    if (fittedYear !== row.year) {
      fitted = fitRidge(panel, { labels: targets, from: row.from, to: row.test })
      fittedYear = row.year
    }
    return predictRidge(fitted, panel, t, columns)
  })
}
