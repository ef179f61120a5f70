import type { CharacteristicSelection } from './selection.js'

/** What a strategy reads of the market beside returns and universes. */
export interface MarketInputs {
  /** Characteristics, ranked over the universe of their date; none are computed where left out. */
  readonly ranks?: CharacteristicSelection
  /** Open, high, low, close and volume of the last `lookback` dates, each on the asset's own scale. */
  readonly bars?: { readonly lookback: number }
}
