import type { MarketView } from '../../data/source.js'
import { type SignedWeights, steadySigns } from '../../model/factor-signs.js'
import type { FactorSource, Factors } from '../factors.js'
import { grossOf } from '../published-factors.js'
import type { FactorSettings, GivenFactors } from './given-factors.js'
import type { RollingFactors } from './rolling-factors.js'
import type { DatedFactors } from './rolling-pca.js'

/** Given factors, opened to decide date after date. */
export function steadyFactors<Settings extends FactorSettings>(
  factors: GivenFactors<Settings>,
  config: Settings,
  cache: string | null = null,
): FactorSource {
  const steady = new SteadyFactors(factors.open(config, cache))
  return {
    factorCount: config.factorCount,
    factorLegs: factors.legs?.(config),
    at: (view) => steady.at(view),
    dispose: () => steady.flush(),
  }
}

/** Factors of dates in ascending order, each with the sign that continues its sign of the date before. */
class SteadyFactors {
  readonly #factors: RollingFactors
  #yesterday: SignedWeights | null = null

  constructor(factors: RollingFactors) {
    this.#factors = factors
  }

  at(view: MarketView): DatedFactors & Pick<Factors, 'gross'> {
    const { universe, covered, weights, betas } = this.#factors.at(view)
    const signs = steadySigns({ assets: universe, weights }, this.#yesterday)
    const signed = (values: Float32Array) =>
      values.map((value, index) => signs[Math.floor(index / universe.length)] * value)
    this.#yesterday = { assets: universe, weights: signed(weights) }
    const steady = this.#yesterday.weights
    const gross = view.grossFactors ? { gross: grossOf(steady, signs.length) } : {}
    return { universe, covered, weights: steady, betas: signed(betas), ...gross }
  }

  flush(): void {
    this.#factors.flush()
  }
}
