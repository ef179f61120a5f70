import type { SeriesName } from '../../src/series.js'
import { type CostRule, rows } from './cost.js'
import { assetsOf, datesIn } from './place.js'
import { readsOf } from './reads.js'

/** The most agents that a configuration may name. */
const MOST_AGENTS = 20

const ACCOUNTS: readonly SeriesName[] = ['agent shares', 'agent turnover', 'agent gross return']
const POSITIONS: readonly SeriesName[] = ['agent action', 'agent shares', 'agent value']

/** The agents of a split, of which there are few. */
export const eachAgent: CostRule = (_, place) => rows(Math.min(MOST_AGENTS, assetsOf(place)), place)

/** A row for each date, from the values of all agents. */
export const eachAgentDate: CostRule = (args, place) => [
  { times: datesIn(place, args), place, reads: readsOf([...ACCOUNTS, ...POSITIONS], place, args) },
]

/** Measures of one account. */
export const agentMeasures: CostRule = (args, place) => [
  { times: 1, place, reads: readsOf(ACCOUNTS, place, args) },
]

/** One value, from all dates of an account. */
export const agentTradeCount: CostRule = (_, place) => [
  { times: 1, place, reads: readsOf(ACCOUNTS, place) },
]
