import type { PnlRow } from '../accounts/pnl.js'
import { DataNotReadyError, UserError } from '../lib/errors.js'
import { takeTurn } from '../lib/turns.js'
import { zip } from '../lib/zip.js'
import type { StoredRun } from '../store/read/runs.js'
import { answeringRunsOf, namedStrategy } from './answering.js'
import { isPublished } from './chain.js'
import { type Comparison, type Performed, sideBySide } from './comparison.js'
import { type AccountOptions, type Performance, performanceOf } from './performance.js'
import type { AnsweringReads, PerformanceReads } from './reads.js'

export interface CompareOptions extends AccountOptions {
  readonly strategies: readonly string[]
  readonly dataset: string | null | undefined
}

/** Strategies by their answering runs, over the dates that all of them have results of. */
export async function compare(
  { strategies, dataset, ...options }: CompareOptions,
  reads: PerformanceReads & AnsweringReads,
): Promise<Comparison[]> {
  assertComparable(strategies)
  const runs = await answeringRunsOf(dataset, reads)
  const performances = await Promise.all(
    strategies.map((strategy) => publishedOf(strategy, runs, options, reads)),
  )
  await takeTurn()
  const dates = commonDates(performances)
  const performed = zip(strategies, performances).map(
    ([strategy, performance]): Performed => ({
      strategy,
      performance,
      pnl: performance.pnl.filter(({ date }) => dates.has(date)),
    }),
  )
  return sideBySide(performed, options.rates)
}

async function publishedOf(
  strategy: string,
  runs: readonly StoredRun[],
  options: AccountOptions,
  reads: PerformanceReads,
): Promise<Performance> {
  const run = runs.find((found) => found.strategy === strategy)
  const splits = run ? await reads.splitsOfRun.load(run.id) : []
  if (splits.some(isPublished)) return performanceOf(splits, options, reads)
  throw new DataNotReadyError(`strategies: nothing of ${strategy} is published yet`)
}

function assertComparable(strategies: readonly string[]): void {
  if (strategies.length === 0) {
    throw new UserError('strategies: none is named; write those to compare, the first is the base')
  }
  const twice = strategies.find((name, index) => strategies.indexOf(name) !== index)
  if (twice !== undefined) throw new UserError(`strategies: ${twice} is named twice`)
  for (const name of strategies) namedStrategy(name)
}

/** Dates that every strategy has results of. */
function commonDates(performances: readonly Performance[]): ReadonlySet<string> {
  const [first = [], ...others] = performances.map(({ pnl }) => pnl.map(dateOf))
  const sets = others.map((dates) => new Set(dates))
  return new Set(first.filter((date) => sets.every((dates) => dates.has(date))))
}

function dateOf({ date }: PnlRow): string {
  return date
}
