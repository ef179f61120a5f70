import { product } from '../tensor/gram.js'
import {
  noObservations,
  residualDeviation,
  ridgeCoefficients,
  withObservations,
} from './normal-equations.js'

/** Characteristics of T + 1 dates, N assets, C each; row t is known before date t. */
export interface LaggedFeatures {
  /** `[T + 1, N, C]`, 0 where missing. */
  readonly values: Float32Array
  readonly assetCount: number
  readonly featureCount: number
}

export interface RidgeSettings {
  /** Rows `t − lag` that date t is predicted from, 0 the newest. */
  readonly lags: readonly number[]
  /** λ in units of the mean diagonal of `XᵀX`. */
  readonly penalty: number
}

export const DEFAULT_RIDGE: RidgeSettings = { lags: [0, 1, 2, 4, 9, 19], penalty: 1e-2 }

export interface RidgePredictor {
  readonly settings: RidgeSettings
  /** `[p]` with p = lags × C, lag-major. */
  readonly coefficients: Float64Array
  /** `√(mean (y − Xw)²)` over the training targets, in the unit of the label. */
  readonly residualDeviation: number
  /** Targets it was fitted on. */
  readonly count: number
}

/** The targets of a fit: rows of `labels` from `from` to before `to`. */
export interface RidgeTargets {
  /** `[T, N]`, NaN where there is none. */
  readonly labels: Float32Array
  readonly from: number
  readonly to: number
}

/**
 * Pooled ridge regression of labels on lagged characteristics, over all assets and dates that have a
 * label, without an intercept: labels and ranks are centred per date.
 *
 *     w = (XᵀX + λI)⁻¹ Xᵀy,   λ = penalty · tr(XᵀX) / p
 *
 * Rows are the p = lags × C values `X_{t − lag}`. The normal equations are summed date by date in
 * double, so that memory does not grow with the dates. Dates before the largest lag are left out. All
 * coefficients are 0 where nothing varies.
 */
export function fitRidge(
  features: LaggedFeatures,
  { labels, from, to }: RidgeTargets,
  settings: RidgeSettings = DEFAULT_RIDGE,
): RidgePredictor {
  const n = features.assetCount
  let sums = noObservations(settings.lags.length * features.featureCount)
  for (let t = Math.max(from, ...settings.lags); t < to; t++) {
    const columns = labelledColumns(labels.subarray(t * n, (t + 1) * n))
    if (columns.length === 0) continue
    const y = Float64Array.from(columns, (i) => labels[t * n + i])
    sums = withObservations(sums, regressorsOf(features, t, columns, settings.lags), y)
  }
  const coefficients = ridgeCoefficients(sums, settings.penalty)
  const deviation = residualDeviation(sums, coefficients)
  return { settings, coefficients, residualDeviation: deviation, count: sums.count }
}

/** `Xw`: predictions `[m]` of date t for m columns of the asset axis, in the unit of the label. */
export function predictRidge(
  { settings, coefficients }: RidgePredictor,
  features: LaggedFeatures,
  t: number,
  columns: Int32Array,
): Float64Array {
  if (columns.length === 0) return new Float64Array(0)
  const x = regressorsOf(features, t, columns, settings.lags)
  return product(coefficients, x, 1, coefficients.length)
}

/** `[lags × C, m]`, lag-major: the values of m columns on the rows `t − lag`. */
function regressorsOf(
  { values, assetCount, featureCount }: LaggedFeatures,
  t: number,
  columns: Int32Array,
  lags: readonly number[],
): Float64Array {
  const m = columns.length
  const x = new Float64Array(lags.length * featureCount * m)
  lags.forEach((lag, l) => {
    for (let j = 0; j < m; j++) {
      const from = ((t - lag) * assetCount + columns[j]) * featureCount
      for (let c = 0; c < featureCount; c++) x[(l * featureCount + c) * m + j] = values[from + c]
    }
  })
  return x
}

function labelledColumns(row: Float32Array): Int32Array {
  const columns: number[] = []
  for (let i = 0; i < row.length; i++) if (!Number.isNaN(row[i])) columns.push(i)
  return Int32Array.from(columns)
}
