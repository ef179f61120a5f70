import { type Address, DEFAULTS } from '../address/address.js'
import type { CheckedKey } from '../address/checks.js'
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

/**
 * The view that an address asks for. A link without one is of a split, a strategy, or of nothing; `wrong` are
 * its values that were not taken, whose fields are to be seen.
 */
export function viewOf(address: Address, wrong: readonly CheckedKey[] = []): View {
  const named = VIEWS_IN_ORDER.find(({ name }) => name === address.view)
  if (named) return named
  const { split, tab, date, code, module, strategy, from, to, lag, compare } = address
  const isSet = (choice: unknown) => choice !== undefined
  const isWrong = (...keys: readonly CheckedKey[]) => keys.some((key) => wrong.includes(key))
  if ([split, tab, date, code, module].some(isSet) || isWrong('date')) return splitsView
  const isOfStrategy = [strategy, from, to].some(isSet) || lag > 0 || compare.length > 0
  const isOfAccounts = isWrong('lag', 'tradingCostBps', 'shortCostBps', 'from', 'to')
  return isOfStrategy || isOfAccounts || hasOwnCosts(address) ? performanceView : overviewView
}

const hasOwnCosts = ({ tradingCostBps, shortCostBps }: Address) =>
  tradingCostBps !== DEFAULTS.tradingCostBps || shortCostBps !== DEFAULTS.shortCostBps
