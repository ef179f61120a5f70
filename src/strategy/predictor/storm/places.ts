import type { MarketSize } from '../network.js'
import type { StormSettings } from './settings.js'
import { shapeOf } from './shape.js'
import type { StormPlaces } from './windows.js'

/** The network's sizes, and a place in its cross-section for each asset of the train range. */
export function placesOf(config: StormSettings, size: MarketSize): StormPlaces {
  const axis = size.trained
  return { axis, shape: shapeOf(config, { ...size, assets: axis.length }) }
}
