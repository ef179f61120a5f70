import { componentCount } from '../../src/store/split-sources.js'
import { type CostRule, rows } from './cost.js'
import { datesIn } from './place.js'

/** A row for each date, the next date of a live split included. */
export const eachBlendDate: CostRule = (args, place) => {
  const { current } = place.split ?? {}
  if (!current?.sources) return []
  return rows(datesIn(place, args) + (current.nextDate ? 1 : 0), place)
}

/** A row for each component of a blend. */
export const eachComponent: CostRule = (_, place) =>
  rows(componentCount(place.split?.current?.sources), place)

/** A row for each published split that a split was made of. */
export const eachSource: CostRule = (_, place) =>
  rows(place.split?.current?.sources?.length ?? 0, place)
