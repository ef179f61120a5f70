import { deviation, mean } from './statistics.js'

export interface Tails {
  readonly worst: number
  readonly low1: number
  readonly low5: number
  readonly high5: number
  readonly high1: number
  readonly best: number
  readonly skewness: number
  readonly excessKurtosis: number
  /** Share of positive days. */
  readonly positive: number
}

/** Quantiles and moments of daily returns; undefined of fewer than 20. */
export function tails(values: readonly number[]): Tails | undefined {
  if (values.length < 20) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const [middle, sd] = [mean(values), deviation(values)]
  const moment = (power: number) => mean(values.map((value) => ((value - middle) / sd) ** power))
  return {
    worst: quantile(sorted, 0),
    low1: quantile(sorted, 0.01),
    low5: quantile(sorted, 0.05),
    high5: quantile(sorted, 0.95),
    high1: quantile(sorted, 0.99),
    best: quantile(sorted, 1),
    skewness: moment(3),
    excessKurtosis: moment(4) - 3,
    positive: values.filter((value) => value > 0).length / values.length,
  }
}

/** By linear interpolation between the sorted values. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN]
  return low + (high - low) * (at - Math.floor(at))
}
