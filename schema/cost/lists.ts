import { type CostRule, once, rows } from './cost.js'
import { atMost, pageOf } from './counts.js'

const SHORT_LIST = 20

/** A list of which there are always few: datasets, ticks of the schedule. */
export const shortList: CostRule = ({ first, top }, place) =>
  rows(atMost(first ?? top, SHORT_LIST), place)

/** A list of `first` rows. */
export const firstRows: CostRule = ({ first }, place) => rows(pageOf(first), place)

/** A connection of `first` edges. */
export const page: CostRule = ({ first }, place) => once({ ...place, rows: pageOf(first) })

/** The edges of a connection. */
export const edges: CostRule = (_, place) => rows(place.rows, place)
