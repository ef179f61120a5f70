import type { OfStrategy } from '../lineup/chosen.js'
import type { FiguredEntry } from '../lineup/lineup.js'
import type { DailyReturn } from '../series/daily-returns.js'
import type { Asked } from '../tools/asked.js'

/** What the panels below the curve are drawn of: the days of the chosen strategy in the range. */
export interface OfDays {
  readonly address: OfStrategy
  readonly entry: FiguredEntry
  readonly days: readonly DailyReturn[]
  readonly datesPerYear: number
  /** What the days were asked by. */
  readonly query: Asked
}
