import type { MarketView } from '../../data/source.js'
import { factorLoadings } from '../../model/fama-french.js'
import { withLegs } from '../traded-axis.js'
import { universeOf } from '../universe.js'
import { completeWindow } from './complete-window.js'
import type { RollingFactors } from './rolling-factors.js'
import type { DatedFactors } from './rolling-pca.js'

export interface RollingFamaFrenchSettings {
  readonly factorCount: number
  /** Dates before the one decided on which loadings are regressed. */
  readonly window: number
}

/**
 * The first K factor portfolios of a dataset as factors, over the universe and those portfolios:
 *
 *     W = [0 | I],   β = [B | I],   B: R ≈ B F without intercept over the window
 *
 * so that `F = W R` are the portfolios' own returns, the residual of an asset is `R − B F`, and
 * `Φᵀp = (p, −Bᵀp)` holds `−Bᵀp` of the factor portfolios: their turnover and costs are those of any
 * asset. The portfolios themselves are not covered: their residual is 0 and is not traded.
 */
export class RollingFamaFrench implements RollingFactors {
  readonly #settings: RollingFamaFrenchSettings

  constructor({ factorCount, window }: RollingFamaFrenchSettings) {
    this.#settings = { factorCount, window }
  }

  at(view: MarketView, t: number = view.dates.length): DatedFactors {
    const { factorCount, window } = this.#settings
    const members = universeOf(view, t)
    const universe = withLegs(members, view.assets.length, factorCount)
    const n = universe.length
    const [weights, betas] = [new Float32Array(factorCount * n), new Float32Array(factorCount * n)]
    const covered = new Uint8Array(n)
    for (let k = 0; k < factorCount; k++) {
      weights[k * n + members.length + k] = 1
      betas[k * n + members.length + k] = 1
    }
    const factors = factorWindow(view, { factorCount, first: t - window, end: t })
    if (!factors) return { universe, covered, weights, betas }
    const { places, returns } = completeWindow(view, members, window, t)
    const loadings = factorLoadings(returns, factors, factorCount)
    places.forEach((place, i) => {
      covered[place] = 1
      for (let k = 0; k < factorCount; k++) {
        betas[k * n + place] = loadings[k * places.length + i]
      }
    })
    return { universe, covered, weights, betas }
  }

  flush(): void {}
}

/** `[end − first, K]` factor returns; null where one is missing. */
function factorWindow(
  { factors }: MarketView,
  { factorCount, first, end }: { factorCount: number; first: number; end: number },
): Float64Array | null {
  if (!factors || first < 0) return null
  const width = factors.names.length
  const values = new Float64Array((end - first) * factorCount)
  for (let t = first, to = 0; t < end; t++) {
    for (let k = 0; k < factorCount; k++) {
      const value = factors.returns[t * width + k]
      if (Number.isNaN(value)) return null
      values[to++] = value
    }
  }
  return values
}
