import { sharpeDifferenceInterval } from '../../src/accounts/bootstrap.js'
import { type Measures, measuresOf } from '../../src/accounts/measures.js'
import { pairedDifference } from '../../src/accounts/paired-difference.js'
import type { PnlRow } from '../../src/accounts/pnl.js'
import { annualisedSharpe, sharpeStandardError } from '../../src/accounts/sharpe.js'
import { DataNotReadyError, UserError } from '../../src/lib/errors.js'
import { answering, strategyOf } from '../api/answering.js'
import type { Loaders } from '../api/loaders.js'
import { type AccountOptions, type Performance, performanceOf } from './performance.js'
import { isPublished } from './predecessor.js'

export interface CompareOptions extends AccountOptions {
  readonly strategies: readonly string[]
  readonly dataset: string | null | undefined
}

/** What a strategy brought on the dates that all compared ones have; the interval only if asked for. */
export interface Comparison
  extends Pick<
    Measures,
    'days' | 'grossSharpe' | 'netSharpe' | 'netSharpeStandardError' | 'turnover'
  > {
  readonly strategy: string
  readonly from: string | null
  readonly to: string | null
  hedgedNetSharpe(): Promise<number | null>
  hedgedNetSharpeStandardError(): Promise<number | null>
  hedgedDifferenceToFirst(): Promise<number | null>
  hedgedDifferenceLow(): Promise<number | null>
  hedgedDifferenceHigh(): Promise<number | null>
  readonly differenceToFirst: number | null
  differenceLow(): number | null
  differenceHigh(): number | null
}

export async function compare(
  { strategies, dataset, ...options }: CompareOptions,
  loaders: Loaders,
): Promise<Comparison[]> {
  assertComparable(strategies)
  const runs = await answering(dataset, loaders)
  const performances = await Promise.all(
    strategies.map(async (strategy) => {
      const run = runs.find((found) => found.strategy === strategy)
      const splits = run ? await loaders.splitsOfRun.load(run.id) : []
      if (splits.some(isPublished)) return performanceOf(splits, options, loaders)
      throw new DataNotReadyError(`strategies: nothing of ${strategy} is published yet`)
    }),
  )
  const dates = commonDates(performances)
  const series = performances.map(({ pnl }) => onDates(dates, pnl))
  const rows = series.map((pnl, index) => {
    const { rates } = options
    const unknown = pnl.map(() => null)
    const measures = measuresOf({ pnl, rates, hedgedNet: unknown, market: unknown })
    return { strategy: strategies[index], pnl, measures, performance: performances[index] }
  })
  return rows.map((row) => comparisonOf(row, rows[0]))
}

interface Compared {
  readonly strategy: string
  readonly pnl: readonly PnlRow[]
  readonly measures: Measures
  readonly performance: Performance
}

function comparisonOf(row: Compared, first: Compared): Comparison {
  const { strategy, pnl, measures } = row
  const { days, grossSharpe, netSharpe, netSharpeStandardError, turnover } = measures
  const interval = onDemand(() => {
    if (row === first) return null
    return sharpeDifferenceInterval(pnl.map(netOf), first.pnl.map(netOf))
  })
  const hedgedDifference = onDemand(async () =>
    row === first ? null : pairedDifference(await hedgedOf(row), await hedgedOf(first)),
  )
  const base = first.measures.netSharpe
  return {
    strategy,
    days,
    from: pnl.at(0)?.date ?? null,
    to: pnl.at(-1)?.date ?? null,
    grossSharpe,
    netSharpe,
    netSharpeStandardError,
    turnover,
    hedgedNetSharpe: async () => annualisedSharpe(knownOf(await hedgedOf(row))),
    hedgedNetSharpeStandardError: async () => sharpeStandardError(knownOf(await hedgedOf(row))),
    hedgedDifferenceToFirst: async () => (await hedgedDifference())?.difference ?? null,
    hedgedDifferenceLow: async () => (await hedgedDifference())?.low ?? null,
    hedgedDifferenceHigh: async () => (await hedgedDifference())?.high ?? null,
    differenceToFirst:
      row === first || netSharpe === null || base === null ? null : netSharpe - base,
    differenceLow: () => interval()?.low ?? null,
    differenceHigh: () => interval()?.high ?? null,
  }
}

/** Hedged net on the common dates, null where it is not known. */
async function hedgedOf({ pnl, performance }: Compared): Promise<(number | null)[]> {
  const hedged = await performance.hedgedNet()
  const byDate = new Map(performance.pnl.map(({ date }, t) => [date, hedged[t]]))
  return pnl.map(({ date }) => byDate.get(date) ?? null)
}

function knownOf(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null)
}

function assertComparable(strategies: readonly string[]): void {
  if (strategies.length === 0) {
    throw new UserError('strategies: none is named; write those to compare, the first is the base')
  }
  const twice = strategies.find((name, index) => strategies.indexOf(name) !== index)
  if (twice !== undefined) throw new UserError(`strategies: ${twice} is named twice`)
  for (const name of strategies) strategyOf(name)
}

/** Dates that every strategy has results of, chronological. */
function commonDates(performances: readonly Performance[]): ReadonlySet<string> {
  const [first, ...others] = performances.map(({ pnl }) => pnl.map(({ date }) => date))
  const sets = others.map((dates) => new Set(dates))
  return new Set(first.filter((date) => sets.every((dates) => dates.has(date))))
}

function onDates(dates: ReadonlySet<string>, pnl: readonly PnlRow[]): readonly PnlRow[] {
  return pnl.filter(({ date }) => dates.has(date))
}

function netOf({ net }: PnlRow): number {
  return net
}

function onDemand<T>(compute: () => T): () => T {
  let answer: { readonly value: T } | undefined
  return () => {
    answer ??= { value: compute() }
    return answer.value
  }
}
