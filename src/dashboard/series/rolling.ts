import { covariance, deviation, mean } from './statistics.js'

type Values = readonly (number | null)[]

/** A measure of the last `count` known values at each of them; null until so many are known. */
function rolling(
  values: Values,
  count: number,
  measure: (window: readonly number[], at: readonly number[]) => number | null,
): (number | null)[] {
  const window: number[] = []
  const rows: number[] = []
  return values.map((value, t) => {
    if (value === null) return null
    window.push(value)
    rows.push(t)
    if (window.length > count) {
      window.shift()
      rows.shift()
    }
    return window.length < count ? null : measure(window, rows)
  })
}

/** Mean over population standard deviation, annualised. */
export function rollingSharpe(values: Values, count: number, datesPerYear: number) {
  return rolling(values, count, (window) => {
    const sd = deviation(window)
    return sd > 0 ? (mean(window) / sd) * Math.sqrt(datesPerYear) : null
  })
}

/** Population standard deviation, annualised. */
export function rollingVolatility(values: Values, count: number, datesPerYear: number) {
  return rolling(values, count, (window) => deviation(window) * Math.sqrt(datesPerYear))
}

/** Covariance with the market over its variance; the market is by the same rows. */
export function rollingBeta(values: Values, market: Values, count: number) {
  return rolling(values, count, (window, rows) => {
    const of = rows.map((t) => market[t] ?? 0)
    const variance = deviation(of) ** 2
    return variance > 0 ? covariance(window, of) / variance : null
  })
}
