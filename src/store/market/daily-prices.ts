/** Prices as they are in the files of a dataset: not adjusted, NaN where missing. */
export interface DailyPrices {
  readonly dates: readonly string[]
  readonly assets: readonly string[]
  /** `[T, N]` each; a dollar volume is `close · volume`. */
  readonly close: Float64Array
  readonly volume: Float64Array
}
