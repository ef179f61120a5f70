import type { MarketView } from '../data/source.js'
import { returnVolatilities } from '../execution/recent-returns.js'
import { overRisk } from '../execution/risk-scaling.js'
import type { Execution } from '../execution/settings.js'
import { normaliseBook } from '../residuals/chain.js'

/** A date of a strategy that predicts. */
export interface PredictedDate {
  readonly view: MarketView
  readonly columns: Int32Array
  /** `[n]`, predicted; absent where the strategy predicts no risk of each asset. */
  readonly risk?: ArrayLike<number>
}

/**
 * `(w_i / σ_i) / Σ|w / σ|` with the risks that a model predicts, else with the volatilities of the returns over the last
 * `riskDates` dates; the book itself where `riskScaling` is off.
 */
export function scaledByRisk(
  book: Float64Array<ArrayBuffer>,
  { view, columns, risk }: PredictedDate,
  execution: Pick<Execution, 'riskScaling' | 'riskDates'> | undefined,
): Float64Array<ArrayBuffer> {
  if (!execution?.riskScaling) return book
  return normaliseBook(
    overRisk(book, risk ?? returnVolatilities(view, columns, execution.riskDates)),
  )
}
