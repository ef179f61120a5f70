import type { Address } from '../address/address.js'
import type { View } from '../lineup/view.js'
import { performanceView } from '../performance/performance-view.js'
import { splitsView } from '../split/splits-view.js'

/** The views in the order of the navigation. */
export const VIEWS_IN_ORDER: readonly View[] = [performanceView, splitsView]

/** The view that an address asks for; a link from before there were views names none. */
export function viewOf(address: Address): View {
  const named = VIEWS_IN_ORDER.find(({ name }) => name === address.view)
  if (named) return named
  const { split, tab, date, code, module } = address
  const isOfSplit = [split, tab, date, code, module].some((choice) => choice !== undefined)
  return isOfSplit ? splitsView : performanceView
}
