import type { MarketView } from '../data/source.js'
import type { DecidedFactors } from '../results.js'
import { characteristicLoads } from './characteristic-loads.js'

/**
 * Factors over the n columns of a decision for a view's `nextDate`: its universe in ascending column
 * order, then the factor portfolios that books hold.
 */
export interface Factors {
  /** `[K, n]` */
  readonly weights: Float32Array
  /** `[K, n]`, factor-major. */
  readonly betas: Float32Array
  /** `[n]`, 1 where the model covers the asset (its residual means something). */
  readonly covered: Uint8Array
}

/** A factor model that decides date after date. */
export interface FactorSource {
  readonly factorCount: number
  /** Factor portfolios of the dataset that books hold beside the universe; none by default. */
  readonly factorLegs?: number
  at(view: MarketView): Factors
  dispose(): void
}

/** Factors as they are published: with the characteristics that drive them. */
export function describeFactors(
  view: MarketView,
  columns: Int32Array,
  { weights, betas }: Pick<Factors, 'weights' | 'betas'>,
  factorCount: number,
): DecidedFactors {
  const loads = characteristicLoads(view, weights, columns, factorCount)
  return { weights, betas, characteristicLoads: loads }
}
