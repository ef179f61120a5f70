import { ArgsType, Field, Float, Int } from 'type-graphql'
import { type CostRates, DEFAULT_COST_RATES } from '../../src/accounts/costs.js'
import { UserError } from '../../src/lib/errors.js'
import type { Lag } from '../../src/performance/accounts.js'
import type { DateFilter } from '../../src/performance/dated-values.js'
import type { AccountOptions } from '../../src/performance/performance.js'
import { DateScalar } from './scalars.js'

/** Rows that a list may answer at once. */
export const MAXIMUM_PAGE = 1000

/** Of what is decided at the close before: a live split has it of its next date too. */
export const DECIDED_DATE = {
  description:
    'A trading date of the test range, or `nextDate` of a live split; the error for another date ' +
    'names the trading dates next to it.',
}

@ArgsType()
export class RangeArgs {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'First date of the range; by default the first with results.',
  })
  from?: string | null

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last date of the range; by default the last with results.',
  })
  to?: string | null
}

@ArgsType()
export class AccountArgs extends RangeArgs {
  @Field(() => Float, {
    nullable: true,
    description: 'Trading cost in basis points per unit of turnover; 5 by default.',
  })
  tradingCostBps?: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Short cost in basis points per unit of short exposure and date; 1 by default.',
  })
  shortCostBps?: number | null

  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description:
      '0: each book earns the return of the date it was decided for. 1: each book is held one trading date later, and accounted again.',
  })
  lag?: number | null
}

/** Range, costs and lag, checked. */
export function toAccountOptions(args: AccountArgs): AccountOptions {
  return { filter: toFilter(args), rates: toRates(args), lag: toLag(args) }
}

export function toFilter({ from, to }: RangeArgs): DateFilter {
  if (from && to && from > to) {
    throw new UserError(`from: ${from} is after to: ${to}; exchange them`)
  }
  const all = !from && !to
  return {
    range: `${from ?? ''} ${to ?? ''}`,
    all,
    includes: (date) => all || ((!from || date >= from) && (!to || date <= to)),
  }
}

function toRates({ tradingCostBps, shortCostBps }: AccountArgs): CostRates {
  return {
    tradingCostBps: costBps('tradingCostBps', tradingCostBps) ?? DEFAULT_COST_RATES.tradingCostBps,
    shortCostBps: costBps('shortCostBps', shortCostBps) ?? DEFAULT_COST_RATES.shortCostBps,
  }
}

/** The whole value of what is traded. */
const MOST_COST_BPS = 10_000

function costBps(name: string, value: number | null | undefined): number | null {
  if (value === null || value === undefined) return null
  if (value >= 0 && value <= MOST_COST_BPS) return value
  throw new UserError(
    `${name}: ${value} is not a cost: write basis points, from 0 to ${MOST_COST_BPS}`,
  )
}

function toLag({ lag }: AccountArgs): Lag {
  if (lag === null || lag === undefined) return 0
  if (lag === 0 || lag === 1) return lag
  throw new UserError(`lag: ${lag} is not offered: write 0 (as decided) or 1 (one day later)`)
}

/** `top`, or all where it is left out. */
export function toTop(top: number | null | undefined): number {
  if (top === null || top === undefined) return Number.POSITIVE_INFINITY
  if (top >= 1) return top
  throw new UserError(`top: ${top} is below 1: write how many, from the largest`)
}

export function toFirst(first: number): number {
  if (first >= 1 && first <= MAXIMUM_PAGE) return first
  throw new UserError(
    `first: ${first} is not a page size: write a number from 1 to ${MAXIMUM_PAGE}`,
  )
}
