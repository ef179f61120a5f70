import { DEFAULT_COST_RATES } from '../../../../src/accounts/costs.js'
import type { Lag } from '../../../../src/performance/accounts.js'
import type { DateFilter } from '../../../../src/performance/dated-values.js'
import { type LazyMeasures, measuresFor } from '../../../../src/performance/measures.js'
import { type Performance, performanceOf } from '../../../../src/performance/performance.js'
import type { AnsweringReads, PerformanceReads } from '../../../../src/performance/reads.js'
import type { StoredSplit } from '../../../../src/store/read/split-rows.js'

/** The measures of the API, each of them computed. */
export type Measured = {
  readonly [Name in keyof LazyMeasures]: Exclude<LazyMeasures[Name], () => Promise<unknown>>
}

export const ALL_DATES: DateFilter = { includes: () => true }

/** What the measures of a run's ranges are computed from. */
export interface MeasuringReads {
  readonly reads: PerformanceReads & AnsweringReads
  /** Settings of the strategy that were tried on these data. */
  readonly trials: number
}

/** One after the other: what each reads can be released before the next. */
export async function eachInTurn<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}

/** Performance at the default costs, as the API answers it. */
export function performanceAt(
  splits: readonly StoredSplit[],
  { reads }: MeasuringReads,
  { lag = 0, filter = ALL_DATES }: { readonly lag?: Lag; readonly filter?: DateFilter } = {},
): Promise<Performance> {
  return performanceOf(splits, { filter, rates: DEFAULT_COST_RATES, lag }, reads)
}

/** Every measure of a performance, by the functions of the API. */
export async function measured(
  performance: Performance,
  { trials }: MeasuringReads,
): Promise<Measured> {
  const lazy = measuresFor(performance, {
    rates: DEFAULT_COST_RATES,
    trials: async () => trials,
  })
  const known = Object.entries(lazy).map(async ([name, value]) => [
    name,
    typeof value === 'function' ? await value() : value,
  ])
  return Object.fromEntries(await Promise.all(known)) as Measured // a value for each name
}
