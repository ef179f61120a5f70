import { DEFAULT_COST_RATES } from '../../../../src/accounts/costs.js'
import type { Against, PairedYear } from '../../../../src/dashboard/sheet/model.js'
import { compare } from '../../../../src/performance/compare.js'
import type { DateFilter } from '../../../../src/performance/dated-values.js'
import { storeReads } from '../../../../src/performance/store-reads.js'
import type { StoredRun } from '../../../../src/store/read/runs.js'
import type { StoredSplit } from '../../../../src/store/read/split-rows.js'
import type { Db } from '../../../session/session.js'
import { figuredRun, yearsOf } from './figured-run.js'
import { ALL_DATES, type MeasuringReads, measured, performanceAt } from './range-measures.js'

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
  const shared = new Set(theirs.pnl.map(({ date }) => date))
  const dates = mine.pnl.map(({ date }) => date).filter((date) => shared.has(date))
  const known = new Set(dates)
  const both = (year: string): DateFilter => ({
    includes: (date) => date.startsWith(year) && known.has(date),
  })
  const at = async (splits: readonly StoredSplit[], year: string, of: MeasuringReads) =>
    measured(await performanceAt(splits, of, { filter: both(year) }), of)
  return Promise.all(
    yearsOf(dates).map(async (name) => ({
      name,
      own: await at(own.splits, name, ofOwn),
      other: await at(other.splits, name, ofOther),
    })),
  )
}
