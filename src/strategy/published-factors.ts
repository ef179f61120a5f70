import type { MarketView } from '../data/source.js'
import type { DecidedFactors } from '../results.js'
import { characteristicLoads } from './characteristic-loads.js'
import type { Factors } from './factors.js'

/** Factors as they are published: with the characteristics that drive them. */
export function publishedFactors(
  view: MarketView,
  columns: Int32Array,
  { weights, betas, gross }: Pick<Factors, 'weights' | 'betas' | 'gross'>,
  factorCount: number,
): DecidedFactors {
  const loads = characteristicLoads(view, weights, columns, factorCount)
  if (!gross) return { weights, betas, characteristicLoads: loads }
  const n = columns.length
  return {
    weights: weights.map((weight, at) => weight / scaleOf(gross, at, n)),
    betas: betas.map((beta, at) => beta * scaleOf(gross, at, n)),
    characteristicLoads: loads,
  }
}

/** Factor returns `[K]` in the units in which the factors are published. */
export function publishedReturns(returns: Float32Array<ArrayBuffer>, gross?: Float64Array) {
  return gross ? returns.map((value, k) => value / scaleOf(gross, k, 1)) : returns
}

/** `Σ_i |W_ki|` of each factor portfolio, `[K]`. */
export function grossOf(weights: Float32Array, factorCount: number): Float64Array {
  const n = weights.length / factorCount
  return Float64Array.from({ length: factorCount }, (_, k) =>
    weights.subarray(k * n, (k + 1) * n).reduce((sum, weight) => sum + Math.abs(weight), 0),
  )
}

/** A factor without weights keeps its unit. */
function scaleOf(gross: Float64Array, at: number, n: number): number {
  return gross[Math.floor(at / n)] || 1
}
