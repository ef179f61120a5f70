import type { PnlRow } from '../../../../src/accounts/pnl.js'
import { strategyInfo } from '../../../../src/catalogue.js'
import type { FiguredEntry, SplitFigures } from '../../../../src/dashboard/lineup/lineup.js'
import type { SheetRow } from '../../../../src/dashboard/sheet/model.js'
import { yearOf } from '../../../../src/lib/dates.js'
import type { Lag } from '../../../../src/performance/accounts.js'
import type { DateFilter } from '../../../../src/performance/dated-values.js'
import type { Performance } from '../../../../src/performance/performance.js'
import type { StoredRun } from '../../../../src/store/read/runs.js'
import type { StoredSplit } from '../../../../src/store/read/split-rows.js'
import {
  ALL_DATES,
  eachInTurn,
  type MeasuringReads,
  measured,
  performanceAt,
} from './range-measures.js'

/** A run as the dashboard knows it, with its figures over all dates and by split. */
export async function figuredRun(
  run: StoredRun,
  splits: readonly StoredSplit[],
  of: MeasuringReads & { readonly dataset: string; readonly hue: number },
): Promise<FiguredEntry> {
  const { name, title, description, kind, has } = strategyInfo(run.strategy)
  return {
    strategy: {
      name,
      title,
      description,
      kind,
      hasFactors: has.factors,
      hasResiduals: has.residuals,
      hasPredictions: has.predictions,
      hasCodebook: has.codebook,
      hasAgents: has.agents,
      hasComponents: has.components,
    },
    run: {
      id: run.id,
      status: STATUSES[run.status],
      seeds: run.seeds,
      engine: run.engine,
      commit: run.commit,
      createdAt: run.createdAt.toISOString(),
      trials: of.trials,
      dataset: { name: of.dataset },
    },
    splits: [],
    hue: of.hue,
    measures: await measured(await performanceAt(splits, of), of),
    figures: await splitFigures(splits, of),
  }
}

const STATUSES = { queued: 'QUEUED', running: 'RUNNING', done: 'DONE', failed: 'FAILED' } as const

/** Measures and daily returns of each split. */
export function splitFigures(
  splits: readonly StoredSplit[],
  of: MeasuringReads,
  lag: Lag = 0,
): Promise<SplitFigures[]> {
  return eachInTurn(splits, async (split) => {
    const performance = await performanceAt([split], of, { lag })
    return {
      name: split.name,
      test: { from: split.testFrom, to: split.testTo },
      measures: await measured(performance, of),
      pnlSeries: await columnsOf(performance),
    }
  })
}

async function columnsOf({ pnl, hedgedNet }: Performance): Promise<SplitFigures['pnlSeries']> {
  const column = (name: Exclude<keyof PnlRow, 'date'>) => pnl.map((row) => row[name])
  return {
    dates: pnl.map(({ date }) => date),
    gross: column('gross'),
    net: column('net'),
    hedgedNet: await hedgedNet(),
    turnover: column('turnover'),
    shortExposure: column('shortExposure'),
  }
}

/** A row of each split with results. */
export async function splitRows(
  splits: readonly StoredSplit[],
  of: MeasuringReads,
): Promise<SheetRow[]> {
  const rows = await eachInTurn(splits, (split) => rowOf(split.name, [split], of))
  return rows.filter(({ onTime }) => onTime.days > 0)
}

/** A row of each calendar year, and one of all dates. */
export async function yearRows(
  splits: readonly StoredSplit[],
  of: MeasuringReads,
): Promise<{ readonly years: readonly SheetRow[]; readonly all: SheetRow }> {
  const { pnl } = await performanceAt(splits, of)
  const years = yearsOf(pnl.map(({ date }) => date))
  return {
    years: await eachInTurn(years, (year) => rowOf(year, splits, of, inYear(year))),
    all: await rowOf('all', splits, of),
  }
}

export function yearsOf(dates: readonly string[]): string[] {
  return [...new Set(dates.map((date) => String(yearOf(date))))]
}

function inYear(year: string): DateFilter {
  return { includes: (date) => date.startsWith(year) }
}

async function rowOf(
  name: string,
  splits: readonly StoredSplit[],
  of: MeasuringReads,
  filter: DateFilter = ALL_DATES,
): Promise<SheetRow> {
  const at = async (lag: Lag) => measured(await performanceAt(splits, of, { lag, filter }), of)
  return { name, onTime: await at(0), late: await at(1) }
}
