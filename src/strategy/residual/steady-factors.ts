import type { MarketView } from '../../data/source.js'
import { type SignedWeights, steadySigns } from '../../model/factor-signs.js'
import type { RollingFactors } from './rolling-factors.js'
import type { DatedFactors } from './rolling-pca.js'

/** Factors asked for in order of dates, each pointing where it pointed before. */
export class SteadyFactors {
  readonly #factors: RollingFactors
  #yesterday: SignedWeights | null = null

  constructor(factors: RollingFactors) {
    this.#factors = factors
  }

  at(view: MarketView): DatedFactors {
    const { universe, covered, weights, betas } = this.#factors.at(view)
    const signs = steadySigns({ assets: universe, weights }, this.#yesterday)
    const signed = (values: Float32Array) =>
      values.map((value, index) => signs[Math.floor(index / universe.length)] * value)
    this.#yesterday = { assets: universe, weights: signed(weights) }
    return { universe, covered, weights: this.#yesterday.weights, betas: signed(betas) }
  }

  flush(): void {
    this.#factors.flush()
  }
}
