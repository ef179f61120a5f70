import type { AxisValues } from '../../../src/accounts/axis-values.js'
import { DEFAULT_COST_RATES } from '../../../src/accounts/costs.js'
import type { PnlRow } from '../../../src/accounts/pnl.js'
import { performanceOf } from '../../../src/performance/performance.js'
import { storeReads } from '../../../src/performance/store-reads.js'
import { trialCounts } from '../../../src/store/read/run-trials.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import type { StoredSplit } from '../../../src/store/read/split-rows.js'
import type { Db } from '../../session/session.js'
import type { UsualVolume } from '../data/usual-volume.js'
import { measuredRun, type RunMeasures } from './measured-run.js'
import { type RunSeries, runSeries } from './run-series.js'
import { eachInTurn } from './sheet/range-measures.js'

/** Measures of a split (or of all of them), decided at the close before and a day earlier. */
export interface ReportRow {
  readonly name: string
  readonly measures: RunMeasures
  readonly lagOne: RunMeasures
}

export interface RunReport {
  readonly run: StoredRun
  readonly splits: readonly StoredSplit[]
  readonly rows: readonly ReportRow[]
  /** Null before the first date with PnL. */
  readonly all: ReportRow | null
  /** A row each calendar year. */
  readonly years: readonly ReportRow[]
  /** Settings of the strategy tried on this dataset: runs that differ in their configuration. */
  readonly trials: number
  readonly market: readonly (number | null)[]
  readonly pnl: readonly PnlRow[]
  readonly hedgedNet: readonly (number | null)[]
  readonly laggedPnl: readonly PnlRow[]
  readonly laggedHedgedNet: readonly (number | null)[]
  /** Of amounts; undefined where the dataset names none. */
  readonly currency?: string
}

/** What only some callers have at hand: capacity needs volumes, alpha needs factor returns. */
export interface ReportInputs {
  readonly volume?: UsualVolume
  readonly factors?: ReadonlyMap<string, AxisValues>
  readonly currency?: string
}

/**
 * What a run published, measured split by split, by year and over all its dates, turnover carried.
 * Explained variance is that of the API, over each row's dates.
 */
export async function runReport(
  db: Db,
  run: StoredRun,
  { volume, factors, currency }: ReportInputs = {},
): Promise<RunReport> {
  const [series, [trials = 0]] = await Promise.all([
    runSeries(db, run, { volume }),
    trialCounts(db, [run]),
  ])
  const onTime = measuredRun(series, { lag: 0, factors, trials })
  const late = measuredRun(series, { lag: 1, factors, trials })
  const row = async ({ name, from, to }: Bounds): Promise<ReportRow> => {
    const explainedVariance = await explained(db, series, from, to)
    return {
      name,
      measures: { ...onTime.rows(from, to), explainedVariance },
      lagOne: { ...late.rows(from, to), explainedVariance },
    }
  }
  const count = series.dates.length
  return {
    run,
    splits: series.splits,
    rows: await eachInTurn(bounds(series.parts), row),
    all: count > 0 ? await row({ name: 'all', from: 0, to: count }) : null,
    years: await eachInTurn(yearsOf(series), row),
    trials,
    market: series.market,
    pnl: onTime.pnl,
    hedgedNet: onTime.hedgedNet,
    laggedPnl: late.pnl,
    laggedHedgedNet: late.hedgedNet,
    currency,
  }
}

async function explained(
  db: Db,
  { splits, dates }: RunSeries,
  from: number,
  to: number,
): Promise<number | null> {
  const wanted = new Set(dates.slice(from, to))
  const filter = { includes: (date: string) => wanted.has(date) }
  const performance = await performanceOf(
    splits,
    { filter, rates: DEFAULT_COST_RATES, lag: 0 },
    storeReads(db),
  )
  return performance.explainedVariance()
}

interface Bounds {
  readonly name: string
  readonly from: number
  readonly to: number
}

function bounds(parts: readonly { name: string; length: number }[]): Bounds[] {
  let end = 0
  return parts.map(({ name, length }) => {
    end += length
    return { name, from: end - length, to: end }
  })
}

function yearsOf({ dates }: RunSeries): Bounds[] {
  const counts = new Map<string, number>()
  for (const date of dates) {
    const year = date.slice(0, 4)
    counts.set(year, (counts.get(year) ?? 0) + 1)
  }
  return bounds([...counts].map(([name, length]) => ({ name, length })))
}
