import { rankCorrelation } from '../../src/accounts/prediction-day.js'

/**
 * Mean over dates of the rank correlation of scores and labels, `[D·N]` both, without the dates on which
 * one of the two does not vary.
 */
export function meanRankIc(scores: Float32Array, labels: Float32Array, stocks: number): number {
  const dates = scores.length / stocks
  const of = (values: Float32Array, t: number) => values.subarray(t * stocks, (t + 1) * stocks)
  const ics = Array.from({ length: dates }, (_, t) => rankCorrelation(of(scores, t), of(labels, t)))
  const known = ics.filter((ic) => ic !== null)
  return known.reduce((sum, ic) => sum + ic, 0) / known.length
}
