import type { MarketView } from '../data/source.js'

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
  /**
   * `[K]`, `Σ_i |W_ki|`, where factors are published with a gross exposure of 1: weights and returns over
   * it, betas times it. Residuals and books are computed before.
   */
  readonly gross?: Float64Array
}

/** A factor model that decides date after date. */
export interface FactorSource {
  readonly factorCount: number
  /** Factor portfolios of the dataset that books hold beside the universe; none by default. */
  readonly factorLegs?: number
  at(view: MarketView): Factors
  dispose(): void
}
