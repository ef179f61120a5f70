import type { Predictions } from '../results.js'

/** The book that a rule decided for the date before. */
export interface HeldBook {
  /** `[n]` ascending columns of the asset axis. */
  readonly columns: Int32Array
  /** `[n]` */
  readonly book: Float64Array
}

/** Turns predictions into a book, such as TopK-Drop. It may keep state from date to date. */
export interface PredictionRule {
  /** Dates by which a book no longer depends on the first one held. */
  readonly warmUp: number
  /**
   * The book over `columns`, `[n]`, `Σ|w| = 1` or all 0; `held` is null on the first date, and may
   * hold columns that have left the universe since.
   */
  decide(
    predictions: Predictions,
    columns: Int32Array,
    held: HeldBook | null,
  ): Float64Array<ArrayBuffer>
}
