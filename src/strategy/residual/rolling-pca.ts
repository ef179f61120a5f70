import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { MarketView } from '../../data/source.js'
import { canonicalJson, sha256 } from '../../lib/hash.js'
import { pcaFactors } from '../../model/pca.js'
import type { Factors } from '../factors.js'
import { universeOf } from '../universe.js'
import { completeWindow } from './complete-window.js'
import { type CoveredFactors, type FactorMonth, readMonth, writeMonth } from './factor-cache.js'
import { RowDigests } from './row-digests.js'

export interface RollingPcaSettings {
  readonly factorCount: number
  /** Dates of returns behind the correlation matrix. */
  readonly window: number
  /** The last dates of the window on which loadings are regressed. */
  readonly loadingWindow: number
}

/** Factors decided for one date, and the assets they are of: ascending columns of the asset axis. */
export interface DatedFactors extends Factors {
  readonly universe: Int32Array
}

/** Part of every digest: another algorithm rounds differently, and its factors must not be mixed in. */
const METHOD = 'pca 1'

/**
 * PCA factors of one date after another, each from the window of returns before it and from nothing
 * else: the same bits wherever a walk begins, in any order of dates, computed or from the cache. Factors of dates have nothing to do with splits or seeds, so
 * that runs share them in `<cache>/pca/<settings>-<market>/<month>.factors`.
 *
 * Signs may change from date to date, where `steadySigns` keeps them for display; residuals and
 * compositions do not depend on them.
 */
export class RollingPca {
  readonly #settings: RollingPcaSettings
  readonly #cache: string | null
  readonly #digests = new RowDigests()
  #month: { folder: string; name: string; factors: FactorMonth; changed: boolean } | null = null

  /** `cache` is a folder of what can be computed again; null computes every time. */
  constructor({ factorCount, window, loadingWindow }: RollingPcaSettings, cache: string | null) {
    this.#settings = { factorCount, window, loadingWindow }
    this.#cache = cache
  }

  /** Factors for the date of row t, T being the view's `nextDate`; reads rows before t only. */
  at(view: MarketView, t: number = view.dates.length): DatedFactors {
    const universe = universeOf(view, t)
    const n = universe.length
    const { places, weights, betas } = this.#covered(view, universe, t)
    const covered = new Uint8Array(n)
    for (const place of places) covered[place] = 1
    const size = { n, factorCount: this.#settings.factorCount }
    return {
      universe,
      covered,
      weights: spreadOver(weights, places, size),
      betas: spreadOver(betas, places, size),
    }
  }

  /** Writes what was computed and is not in the cache yet. */
  flush(): void {
    if (!this.#month?.changed) return
    writeMonth(this.#month.folder, this.#month.name, this.#month.factors)
    this.#month.changed = false
  }

  #covered(view: MarketView, universe: Int32Array, t: number): CoveredFactors {
    if (this.#cache === null || t < this.#settings.window) return this.#compute(view, universe, t)
    const month = this.#open(this.#cache, view, t)
    const digest = this.#digest(view, universe, t)
    const kept = month.factors.get(digest)
    if (kept) return kept
    const factors = this.#compute(view, universe, t)
    month.factors.set(digest, factors)
    month.changed = true
    return factors
  }

  #compute(view: MarketView, universe: Int32Array, t: number): CoveredFactors {
    const { places, returns } = completeWindow(view, universe, this.#settings.window, t)
    const { weights, betas } = pcaFactors(returns, places.length, this.#settings)
    return { places, weights: Float32Array.from(weights), betas: Float32Array.from(betas) }
  }

  #open(cache: string, view: MarketView, t: number) {
    const name = (view.dates[t] ?? view.nextDate).slice(0, 7)
    const market = this.#digests.of(view, 0).toString('hex').slice(0, 16)
    const settings = sha256(canonicalJson(this.#settings)).slice(0, 16)
    const folder = join(cache, 'pca', `${settings}-${market}`)
    if (this.#month?.folder === folder && this.#month.name === name) return this.#month
    this.flush()
    this.#month = { folder, name, factors: readMonth(folder, name), changed: false }
    return this.#month
  }

  /** Of all that the factors of row t are made from. */
  #digest(view: MarketView, universe: Int32Array, t: number): string {
    const hash = createHash('sha256').update(METHOD).update(canonicalJson(this.#settings))
    hash.update(this.#digests.ofAssets(view, universe))
    for (let s = t - this.#settings.window; s < t; s++) hash.update(this.#digests.of(view, s))
    return hash.digest('hex')
  }
}

/** `[K, m]` of covered assets as `[K, n]` over the universe, 0 elsewhere. */
function spreadOver(
  values: Float32Array,
  places: Int32Array,
  { n, factorCount }: { readonly n: number; readonly factorCount: number },
): Float32Array<ArrayBuffer> {
  const spread = new Float32Array(factorCount * n)
  if (places.length === 0) return spread
  for (let k = 0; k < factorCount; k++) {
    for (let i = 0; i < places.length; i++) {
      spread[k * n + places[i]] = values[k * places.length + i]
    }
  }
  return spread
}
