import type { MarketView } from '../../data/source.js'
import type { DatedFactors } from './rolling-pca.js'

/**
 * Factors of one date after another, each from what was known before it: the same bits wherever a
 * walk begins. They are not trained, so that they have nothing to do with splits or seeds.
 */
export interface RollingFactors {
  /** Factors for the date of row t, T being the view's `nextDate`; reads rows before t only. */
  at(view: MarketView, t?: number): DatedFactors
  /** Writes what may be kept for others. */
  flush(): void
}
