import type { CharacteristicPanel, FactorPortfolios } from './panel.js'

/**
 * The market as it was known at the close of its last date: T dates, N assets. Arrays with T + 1
 * rows end with the row that decides for `nextDate`, the first date outside the view.
 */
export interface MarketView {
  readonly dates: readonly string[]
  readonly assets: readonly string[]
  readonly nextDate: string
  /** Distinct sectors, ascending, and each asset's index in them (−1: none). */
  readonly sectors: readonly string[]
  readonly sectorOf: Int32Array
  /** `[T, N]` simple returns, NaN where missing. */
  readonly returns: Float64Array
  /** `[T + 1, N]`, 1 where in the universe. */
  readonly universe: Uint8Array
  /** `[T]` return of the equal-weight universe. */
  readonly market: Float64Array
  /** Sessions a year of the dataset's calendar; 252 where left out. */
  readonly datesPerYear?: number
  /** `[T + 1, N]` average daily dollar volume before the date, NaN where unknown. */
  readonly averageDollarVolume?: Float32Array
  /** `[T + 1, N]`, 1 where the asset cannot be traded on the date; absent where it is not known. */
  readonly suspended?: Uint8Array
  readonly characteristics: CharacteristicPanel
  /** Where a strategy reads them. */
  readonly bars?: Bars
  /** Where the dataset has factor portfolios (Fama-French). */
  readonly factors?: FactorPortfolios
  /** Whether given factors are published with a gross exposure of 1; not of datasets of earlier releases. */
  readonly grossFactors?: boolean
}

/**
 * `values` is `[T + 1, N, 5]`, row t known at the close of t−1: open, high, low, close and volume of
 * that date on the asset's own scale, within ±5; 0 where missing and outside the universe.
 */
export interface Bars {
  readonly values: Float32Array
}

/** Market data over time. */
export interface MarketData {
  readonly dates: readonly string[]
  readonly assets: readonly string[]
  readonly nextDate: string
  /** The view at the close of `date`, without any data after it. */
  asOf(date: string): MarketView
}
