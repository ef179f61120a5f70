import type { Sheet } from '../../../../src/dashboard/sheet/model.js'
import { storeReads } from '../../../../src/performance/store-reads.js'
import type { StoredDataset } from '../../../../src/store/datasets.js'
import { trialCounts } from '../../../../src/store/read/run-trials.js'
import type { StoredRun } from '../../../../src/store/read/runs.js'
import type { Db } from '../../../session/session.js'
import { runAgainst } from './against.js'
import { sheetAttribution } from './attribution.js'
import { figuredRun, splitFigures, splitRows, yearRows } from './figured-run.js'
import { newestBook } from './holdings.js'
import { overTime } from './over-time.js'
import { type MeasuringReads, performanceAt } from './range-measures.js'
import { settingsRows } from './settings-rows.js'

/** What a sheet takes as it is: how the run was made, and what only a report knows. */
export type SheetTexts = Pick<Sheet, 'facts' | 'predictions' | 'notes'>

export interface SheetOptions {
  readonly dataset: StoredDataset
  readonly texts: SheetTexts
  /** A second run on the same dataset. */
  readonly against?: StoredRun
}

/** Everything that the tear sheet of a run shows, computed by the functions of the API. */
export async function sheetOf(
  db: Db,
  run: StoredRun,
  { dataset, texts, against }: SheetOptions,
): Promise<Sheet> {
  const reads = storeReads(db)
  const [trials = 0, otherTrials = 0] = await trialCounts(db, against ? [run, against] : [run])
  const of = { reads, trials, dataset: dataset.name }
  const splits = await reads.splitsOfRun.load(run.id)
  const entry = await figuredRun(run, splits, { ...of, hue: 0 })
  const { years, all } = await yearRows(splits, of)
  const rows = await splitRows(splits, of)
  const other = against && {
    run: against,
    splits: await reads.splitsOfRun.load(against.id),
  }
  return {
    ...texts,
    entry,
    dataset: dataset.name,
    datesPerYear: dataset.calendar.datesPerYear,
    warnings: splits.flatMap(({ name, current }) =>
      (current?.warnings ?? []).map((warning) => `${name}: ${warning}`),
    ),
    late: await splitFigures(splits, of, 1),
    market: await marketReturns(splits, of),
    answers: {
      Reliability: {
        run: {
          trials,
          measures: all.onTime,
          laterByADay: all.late,
          splits: rows.map(({ name, onTime }) => ({ name, status: 'PUBLISHED', measures: onTime })),
        },
      },
      ...(await overTime(splits, reads, entry.strategy.hasPredictions)),
    },
    years,
    splits: rows,
    all,
    attribution: await sheetAttribution(splits, reads),
    holdings: await newestBook(splits, reads),
    settings: settingsRows(run.config),
    against: other ? await runAgainst({ run, splits }, other, { ...of, otherTrials }) : null,
  }
}

/** Returns of the equal-weight universe. */
async function marketReturns(
  splits: Parameters<typeof performanceAt>[0],
  of: MeasuringReads,
): Promise<Sheet['market']> {
  const { pnl, market } = await performanceAt(splits, of)
  const returns = await market()
  const dates = pnl.map(({ date }) => date)
  const known = dates.map((_, t) => t).filter((t) => returns[t] !== null)
  return {
    dates: known.map((t) => dates[t] ?? ''),
    returns: known.map((t) => returns[t] ?? 0),
  }
}
