import type { AxisValues } from '../../../src/accounts/axis-values.js'
import type { PnlRow } from '../../../src/accounts/pnl.js'
import { trialCounts } from '../../../src/store/read/run-trials.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import type { StoredSplit } from '../../../src/store/read/split-rows.js'
import type { Db } from '../../session/session.js'
import type { UsualVolume } from '../data/usual-volume.js'
import { measuredRun, type RunMeasures } from './measured-run.js'
import { type RunSeries, runSeries } from './run-series.js'

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

/** What a run published, measured split by split, by year and over all its dates, turnover carried. */
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
  const row = (name: string, from: number, to: number): ReportRow => ({
    name,
    measures: onTime.rows(from, to),
    lagOne: late.rows(from, to),
  })
  const count = series.dates.length
  return {
    run,
    splits: series.splits,
    rows: bounds(series.parts).map(({ name, from, to }) => row(name, from, to)),
    all: count > 0 ? row('all', 0, count) : null,
    years: yearsOf(series).map(({ name, from, to }) => row(name, from, to)),
    trials,
    market: series.market,
    pnl: onTime.pnl,
    hedgedNet: onTime.hedgedNet,
    laggedPnl: late.pnl,
    laggedHedgedNet: late.hedgedNet,
    currency,
  }
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
