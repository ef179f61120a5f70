import type { Predictions } from '../results.js'

/** Turns predictions into books, such as TopK-Drop. `Held` is what it must know of the date before. */
export interface PredictionRule<Held> {
  readonly nothingHeld: Held
  /** Dates by which a book no longer depends on the first one. */
  readonly warmUp: number
  /** Of a date, from what was held on the date before; names of it may have left the universe. */
  decide(predictions: Predictions, columns: Int32Array, held: Held): RuleStep<Held>
}

interface RuleStep<Held> {
  readonly held: Held
  /** `[n]` over the columns, `Σ|w| = 1`, or all 0 where nothing is traded. */
  readonly weights: ArrayLike<number>
}
