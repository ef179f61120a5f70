import type { MarketView } from '../../data/source.js'
import type { Factors } from '../strategy.js'
import { universeOf } from '../universe.js'

/** Of a method without factors: Φ = I, every asset of the universe is covered by its return. */
export function noFactors(view: MarketView): Factors {
  return {
    weights: new Float32Array(),
    betas: new Float32Array(),
    covered: new Uint8Array(universeOf(view).length).fill(1),
  }
}
