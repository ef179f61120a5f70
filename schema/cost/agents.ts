import type { SeriesName } from '../../src/series.js'
import { type CostRule, rows } from './cost.js'
import { assetsOf, datesIn } from './place.js'
import { readsOf } from './reads.js'

/** The most agents that a configuration may name. */
const MOST_AGENTS = 20

/** Accounts, hedge and measures of one agent, in values for each date. */
const WORK_PER_DATE = 1

const ACCOUNTS: readonly SeriesName[] = ['agent shares', 'agent turnover', 'agent gross return']
const POSITIONS: readonly SeriesName[] = ['agent action', 'agent shares', 'agent value']

/** The agents of a split, of which there are few. */
export const eachAgent: CostRule = (_, place) => rows(Math.min(MOST_AGENTS, assetsOf(place)), place)

/** A row for each date, from the values of all agents. */
export const eachAgentDate: CostRule = (args, place) => [
  {
    times: datesIn(place, args),
    place: { ...place, range: args },
    reads: readsOf([...ACCOUNTS, ...POSITIONS], place),
    work: WORK_PER_DATE * datesIn(place, {}),
  },
]

/** Measures of one account. */
export const agentMeasures: CostRule = (args, place) => [
  {
    times: 1,
    place: { ...place, range: args },
    reads: readsOf(ACCOUNTS, place),
    work: WORK_PER_DATE * datesIn(place, {}),
  },
]

/** One value, from all dates of an account. */
export const agentTradeCount: CostRule = (_, place) => [
  { times: 1, place, reads: readsOf(ACCOUNTS, place) },
]
