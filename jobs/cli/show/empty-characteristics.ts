import { emptyCharacteristics } from '../../../src/characteristics/empty.js'
import type { BacktestPlan } from '../../tasks/backtest/plan.js'

const MOST_NAMED = 5

/** A warning where a model is trained on characteristics without values; null where there are none. */
export function emptyCharacteristicsWarning({ strategy, market }: BacktestPlan): string | null {
  const { characteristics } = market.arrays
  const empty = strategy.trains ? emptyCharacteristics(characteristics) : []
  if (empty.length === 0) return null
  const named = empty.slice(0, MOST_NAMED).join(', ') + (empty.length > MOST_NAMED ? ', …' : '')
  return (
    `warning: ${empty.length} of ${characteristics.definitions.length} characteristics have no value (${named}): ` +
    `${market.dataset.name} lacks the columns that they need, open, high, low or volume; nothing is learnt from them`
  )
}
