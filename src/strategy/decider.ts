import type { MarketView } from '../data/source.js'
import type { Decision, RealisedDay, TrainedCodebook } from '../results.js'

/** A fitted strategy. Dates are decided in ascending order, without gaps. */
export interface Decider {
  readonly factorCount: number
  /** Latent factors whose prior its decisions hold; none by default. */
  readonly latentCount?: number
  /** Codebooks of the codes that its decisions hold; none by default. */
  readonly codebooks?: readonly TrainedCodebook[]
  /** Runs whose weights its decisions hold; none by default. */
  readonly componentCount?: number
  /** Factor portfolios of the dataset, the first so many, that its books hold; none by default. */
  readonly factorLegs?: number
  /** First dates of a walk that only fill what it remembers of the market: their books are all 0. */
  readonly lookback: number
  /**
   * Dates after those, before the first one wanted, whose books must be decided too: what a strategy
   * remembers of its positions must not depend on where a test range begins.
   */
  readonly warmUp: number
  /** The decision for the view's `nextDate`. */
  decide(view: MarketView): DecidedDate
  /**
   * Called with the returns of the decided columns, `[n]`, NaN where missing, once the date has
   * happened: what it revealed beside them. A date that has not happened yet is the last of a walk.
   */
  realise?(returns: Float64Array): Revealed
  dispose(): void
}

/** A decision before execution: the book is in double, and is rounded once, when it is held. */
export interface DecidedDate extends Omit<Decision, 'book'> {
  /** `[n]`, `Σ|w| = 1`, or all 0 where nothing is traded. */
  readonly book: Float64Array<ArrayBuffer>
}

/** What a strategy publishes, beside the returns, on a date that has happened. */
export type Revealed = Omit<RealisedDay, 'returns'>
