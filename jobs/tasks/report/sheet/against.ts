import { DEFAULT_COST_RATES } from '../../../../src/accounts/costs.js'
import { mean, variance } from '../../../../src/accounts/moments.js'
import type { Against, PairedYear } from '../../../../src/dashboard/sheet/model.js'
import { compare } from '../../../../src/performance/compare.js'
import type { DateFilter } from '../../../../src/performance/dated-values.js'
import { storeReads } from '../../../../src/performance/store-reads.js'
import type { StoredRun } from '../../../../src/store/read/runs.js'
import type { StoredSplit } from '../../../../src/store/read/split-rows.js'
import type { Db } from '../../../session/session.js'
import { figuredRun, yearsOf } from './figured-run.js'
import {
  ALL_DATES,
  eachInTurn,
  type MeasuringReads,
  measured,
  performanceAt,
} from './range-measures.js'

/** A run with its splits. */
export interface RunWithSplits {
  readonly run: StoredRun
  readonly splits: readonly StoredSplit[]
}

/** Colour of the second run. */
const SECOND_HUE = 1

/** A second run on the dates that both have, with the differences and their intervals. */
export async function runAgainst(
  own: RunWithSplits,
  other: RunWithSplits,
  of: MeasuringReads & { readonly dataset: string; readonly otherTrials: number },
): Promise<Against> {
  const ofOther = { ...of, trials: of.otherTrials }
  return {
    entry: await figuredRun(other.run, other.splits, { ...ofOther, hue: SECOND_HUE }),
    comparison: await comparisonOf([own.run, other.run], of.dataset, of.reads),
    years: await pairedYears(own, other, of, ofOther),
  }
}

/** Both runs on common dates, the second less the first, whichever of them answers for its strategy. */
export function comparison(
  db: Db,
  runs: readonly [StoredRun, StoredRun],
  dataset: string,
): Promise<Against['comparison']> {
  return comparisonOf(runs, dataset, storeReads(db))
}

async function comparisonOf(
  runs: readonly [StoredRun, StoredRun],
  dataset: string,
  reads: MeasuringReads['reads'],
): Promise<Against['comparison']> {
  const strategies = runs.map(({ strategy }) => strategy)
  const accounts = { filter: ALL_DATES, rates: DEFAULT_COST_RATES, lag: 0 } as const
  const answering = { load: async () => [...runs] }
  const rows = await compare(
    { strategies, dataset, ...accounts },
    { ...reads, answeringRuns: answering },
  )
  return Promise.all(rows.map(resolved)) as unknown as Promise<Against['comparison']> // of every field
}

/** A row whose functions are called. */
async function resolved(row: object): Promise<object> {
  const values = Object.entries(row).map(async ([name, value]) => [
    name,
    typeof value === 'function' ? await value() : value,
  ])
  return Object.fromEntries(await Promise.all(values))
}

/** Both runs in each year and over all dates, on the dates that both have. */
async function pairedYears(
  own: RunWithSplits,
  other: RunWithSplits,
  ofOwn: MeasuringReads,
  ofOther: MeasuringReads,
): Promise<PairedYear[]> {
  const [mine, theirs] = await Promise.all([
    performanceAt(own.splits, ofOwn),
    performanceAt(other.splits, ofOther),
  ])
  const net = new Map(theirs.pnl.map((row) => [row.date, row.net]))
  const dates = mine.pnl.map(({ date }) => date).filter((date) => net.has(date))
  const common = new Set(dates)
  const both: DateFilter = { includes: (date) => common.has(date) }
  const paired = async (name: string, filter: DateFilter): Promise<PairedYear> => {
    const at = async (splits: readonly StoredSplit[], of: MeasuringReads) =>
      measured(await performanceAt(splits, of, { filter }), of)
    const less = mine.pnl
      .filter(({ date }) => filter.includes(date))
      .map((row) => row.net - (net.get(row.date) ?? 0))
    return {
      name,
      own: await at(own.splits, ofOwn),
      other: await at(other.splits, ofOther),
      difference: mean(less) * mine.datesPerYear,
      differenceStandardError: Math.sqrt(variance(less) / less.length) * mine.datesPerYear,
    }
  }
  if (dates.length === 0) return []
  const years = await eachInTurn(yearsOf(dates), (year) =>
    paired(year, { includes: (date) => date.startsWith(year) && both.includes(date) }),
  )
  return [...years, await paired('all', both)]
}
