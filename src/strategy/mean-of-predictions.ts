import { assert } from '../lib/assert.js'
import type { Predictions } from '../results.js'
import { eachSeed } from './per-seed.js'
import type { Predictor } from './predictor.js'

/**
 * Seeds combined before the rule: predictions of the equal mixture of their distributions, all else is
 * the first seed's.
 */
export function meanOfPredictions(seeds: readonly Predictor[]): Predictor {
  const [first, ...others] = seeds
  assert(first, 'a strategy has at least one seed')
  return {
    ...eachSeed(seeds),
    factorCount: first.factorCount,
    latentCount: first.latentCount,
    codebooks: first.codebooks,
    hasOneRisk: first.hasOneRisk,
    predict(view, universe) {
      const predicted = first.predict(view, universe)
      const rest = others.map((seed) => seed.predict(view, universe).predictions)
      return { ...predicted, predictions: mixture([predicted.predictions, ...rest]) }
    },
  }
}

/** `μ̄ = mean μ_s`, `σ² = mean (σ_s² + μ_s²) − μ̄²`, `[n]` each. */
export function mixture(seeds: readonly Predictions[]): Predictions {
  const [first] = seeds
  assert(first, 'a mixture has at least one part')
  if (seeds.length === 1) return first
  const average = (of: (seed: Predictions, i: number) => number) =>
    Float64Array.from(first.mean, (_, i) =>
      seeds.reduce((sum, seed) => sum + of(seed, i) / seeds.length, 0),
    )
  const mean = average((seed, i) => seed.mean[i])
  const variance = average((seed, i) => seed.risk[i] ** 2 + (seed.mean[i] - mean[i]) ** 2)
  return { mean: Float32Array.from(mean), risk: Float32Array.from(variance, Math.sqrt) }
}
