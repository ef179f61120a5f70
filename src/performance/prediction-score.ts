import { float32Digits } from '../lib/float32-digits.js'

/**
 * `μ − η σ`: what predictions are ranked by, best first; μ itself where η is 0. Mean and risk are stored
 * as float32 and so is the score, which is returned as the number that its shortest digits name.
 */
export function predictionScore(mean: number, risk: number, riskAversion: number): number {
  if (riskAversion === 0) return mean
  return Number(float32Digits(Math.fround(mean) - riskAversion * Math.fround(risk)))
}

/** η of a run's configuration: 0 where it has none. */
export function riskAversionOf({ riskAversion }: Readonly<Record<string, unknown>>): number {
  return typeof riskAversion === 'number' ? riskAversion : 0
}
