import { characteristics } from './tabs/characteristics.js'
import { factors } from './tabs/factors.js'
import { orders } from './tabs/orders.js'
import { predictions } from './tabs/predictions.js'
import { residuals } from './tabs/residuals.js'
import { training } from './tabs/training.js'
import { weights } from './tabs/weights.js'

/**
 * The tabs of a split, in the order of the flow. Each is `{ name, title, needs, dates, parts,
 * render(split, context) }`: `needs` is what a strategy must have for it; `dates` is 'none',
 * 'realised', or 'all' with the live split's next date; `parts` are queries `{ query,
 * variables(state) }` of the same split, apart where they change at different times.
 */
const TABS = [characteristics, factors, residuals, predictions, weights, orders, training]

/** What a tab can need: the field of the API that tells whether a strategy has it. */
const FIELDS = {
  factors: 'hasFactors',
  residuals: 'hasResiduals',
  predictions: 'hasPredictions',
  codebook: 'hasCodebook',
}

const offers = (strategy, { needs }) => !needs || strategy[FIELDS[needs]]

/** The tabs that a strategy can fill. */
export const tabsOf = (strategy) => TABS.filter((tab) => offers(strategy, tab))

/** The tab that is asked for, or the first that the strategy can fill. */
export function tabOf({ tab }, strategy) {
  const offered = tabsOf(strategy)
  return offered.find(({ name }) => name === tab) ?? offered[0]
}

/** Why the tab that is asked for is not shown; undefined where it is. */
export function missingTab({ tab }, strategy) {
  const asked = TABS.find(({ name }) => name === tab)
  if (!asked || offers(strategy, asked)) return undefined
  return `${strategy.title} has no ${asked.needs}.`
}

/** The dates a tab can show of a split. */
export function datesOf(tab, split, figures) {
  const realised = figures?.pnlSeries.dates ?? []
  if (tab.dates === 'all' && split.nextDate) return [...realised, split.nextDate]
  return realised
}
