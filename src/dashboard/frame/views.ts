import { type Address, DEFAULTS } from '../address/address.js'
import { assetView } from '../asset/asset-view.js'
import { compareView } from '../compare/compare-view.js'
import { dataView } from '../data/data-view.js'
import { hedgeView } from '../hedge/hedge-view.js'
import { jobsView } from '../jobs/jobs-view.js'
import type { View } from '../lineup/view.js'
import { overviewView } from '../overview/overview-view.js'
import { performanceView } from '../performance/performance-view.js'
import { splitsView } from '../split/splits-view.js'

/** The views in the order of the navigation. */
export const VIEWS_IN_ORDER: readonly View[] = [
  overviewView,
  performanceView,
  compareView,
  splitsView,
  assetView,
  hedgeView,
  jobsView,
  dataView,
]

/** The view that an address asks for. A link without one is of a split, a strategy, or of nothing. */
export function viewOf(address: Address): View {
  const named = VIEWS_IN_ORDER.find(({ name }) => name === address.view)
  if (named) return named
  const { split, tab, date, code, module, strategy, from, to, lag, compare } = address
  const isSet = (choice: unknown) => choice !== undefined
  if ([split, tab, date, code, module].some(isSet)) return splitsView
  const isOfStrategy = [strategy, from, to].some(isSet) || lag > 0 || compare.length > 0
  return isOfStrategy || hasOwnCosts(address) ? performanceView : overviewView
}

const hasOwnCosts = ({ tradingCostBps, shortCostBps }: Address) =>
  tradingCostBps !== DEFAULTS.tradingCostBps || shortCostBps !== DEFAULTS.shortCostBps
