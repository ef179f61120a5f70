import type { BlendSettings } from './settings.js'
import { minimumOnSimplex } from './simplex.js'

/** Net returns of the components on the L dates before the decided one, `[M]` of `[L]`. */
export type NetReturns = readonly Float64Array[]

/**
 * Weights of the M components, `c ≥ 0`, `Σ c = 1`, `[M]`, from their net returns on the L dates before the decided
 * one; μ their means, Σ their population covariance, σ² its diagonal:
 *
 *     equal                c = 1/M
 *     inverse-volatility   c ∝ 1/σ
 *     fitted               c = argmax tᵀc − ½ cᵀΨc − ½ ρ ‖c − 1/M‖²
 *                          t = √L μ / s,   Ψ = Σ / s²,   s² = mean of σ²
 *
 * The last is a mean-variance rule in units of the components' common volatility, where means are
 * t-statistics: a mean counts by its evidence, and the ridge ρ draws to equal weights. Weights are equal where
 * a component (`fitted`: each) did not vary on these dates.
 */
export function componentWeights(
  nets: NetReturns,
  { weighting, shrinkage }: Pick<BlendSettings, 'weighting' | 'shrinkage'>,
): Float64Array {
  switch (weighting) {
    case 'equal':
      return equalWeights(nets.length)
    case 'inverse-volatility':
      return inverseVolatility(nets)
    case 'fitted':
      return fitted(nets, shrinkage)
  }
}

export function equalWeights(count: number): Float64Array {
  return new Float64Array(count).fill(1 / count)
}

function inverseVolatility(nets: NetReturns): Float64Array {
  const deviations = nets.map(centred)
  const precision = Float64Array.from(deviations, (x) => 1 / Math.sqrt(meanProduct(x, x)))
  const total = precision.reduce((sum, value) => sum + value, 0)
  return Number.isFinite(total)
    ? precision.map((value) => value / total)
    : equalWeights(nets.length)
}

function fitted(nets: NetReturns, ridge: number): Float64Array {
  const count = nets.length
  const deviations = nets.map(centred)
  const variance = deviations.reduce((sum, x) => sum + meanProduct(x, x) / count, 0)
  if (variance === 0) return equalWeights(count)
  const a = new Float64Array(count * count)
  const b = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    b[i] = Math.sqrt(nets[i].length / variance) * meanOf(nets[i]) + ridge / count
    for (let j = 0; j < count; j++) {
      a[i * count + j] =
        meanProduct(deviations[i], deviations[j]) / variance + (i === j ? ridge : 0)
    }
  }
  return minimumOnSimplex({ a, b, largest: count + ridge }) // the trace of Ψ is M
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function centred(values: Float64Array): Float64Array {
  const mean = meanOf(values)
  return values.map((value) => value - mean)
}

function meanProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum / a.length
}
