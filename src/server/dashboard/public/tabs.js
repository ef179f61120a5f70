import { characteristics } from './tabs/characteristics.js'
import { codebook } from './tabs/codebook.js'
import { factors } from './tabs/factors.js'
import { latents } from './tabs/latents.js'
import { orders } from './tabs/orders.js'
import { predictions } from './tabs/predictions.js'
import { residuals } from './tabs/residuals.js'
import { training } from './tabs/training.js'
import { weights } from './tabs/weights.js'

/**
 * The tabs of a split, in the order of the flow. Each is `{ name, title, needs, dates, parts,
 * render(split, context) }`: `needs` is what a split must have for it; `dates` is 'none',
 * 'realised', or 'all' with the live split's next date; `parts` are queries `{ query,
 * variables(state) }` of the same split, apart where they change at different times.
 */
const TABS = [
  characteristics,
  factors,
  residuals,
  predictions,
  latents,
  codebook,
  weights,
  orders,
  training,
]

/** Whether a split has what a tab can need; the configuration of a run can leave factors out. */
const HAS = {
  factors: ({ hasFactors }, { status, factorCount }) =>
    hasFactors && (status !== 'PUBLISHED' || factorCount > 0),
  residuals: ({ hasResiduals }) => hasResiduals,
  predictions: ({ hasPredictions }) => hasPredictions,
  latents: (_, { latentCount }) => latentCount > 0,
  codebook: ({ hasCodebook }) => hasCodebook,
}

const offers = (strategy, split, { needs }) => !needs || HAS[needs](strategy, split)

/** The tabs that a split of a strategy can fill. */
export const tabsOf = (strategy, split) => TABS.filter((tab) => offers(strategy, split, tab))

/** The tab that is asked for, or the first that the split can fill. */
export function tabOf({ tab }, strategy, split) {
  const offered = tabsOf(strategy, split)
  return offered.find(({ name }) => name === tab) ?? offered[0]
}

/** Why the tab that is asked for is not shown; undefined where it is. */
export function missingTab({ tab }, strategy, split) {
  const asked = TABS.find(({ name }) => name === tab)
  if (!asked || offers(strategy, split, asked)) return undefined
  const who = asked.needs === 'factors' && strategy.hasFactors ? 'This run of ' : ''
  return `${who}${strategy.title} has no ${WORDS[asked.needs] ?? asked.needs}.`
}

const WORDS = { latents: 'latent factors' }

/** The dates a tab can show of a split. */
export function datesOf(tab, split, figures) {
  const realised = figures?.pnlSeries.dates ?? []
  if (tab.dates === 'all' && split.nextDate) return [...realised, split.nextDate]
  return realised
}
