import { type LoadedMarket, loadMarket } from '../../jobs/market/load-market.js'
import type { Session } from '../../jobs/session/session.js'
import { backtest } from '../../jobs/tasks/backtest/backtest.js'
import type { BacktestObserver } from '../../jobs/tasks/backtest/observer.js'
import {
  DEFAULT_SEED,
  DEFAULT_WALK_FORWARD,
  toRunConfig,
  type WalkForward,
} from '../../jobs/tasks/backtest/run-config.js'
import type { UsualVolume } from '../../jobs/tasks/data/usual-volume.js'
import { type RunSeries, runSeries } from '../../jobs/tasks/report/run-series.js'
import type { EngineChoice } from '../../src/config.js'
import { at, first } from '../../src/lib/at.js'
import { UserError } from '../../src/lib/errors.js'
import { canonicalJson } from '../../src/lib/hash.js'
import { strategies } from '../../src/registry/registry.js'
import { storedSettings } from '../../src/registry/stored-settings.js'
import type { Split } from '../../src/results.js'
import { datasetByName, type StoredDataset } from '../../src/store/datasets.js'
import { trialCounts } from '../../src/store/read/run-trials.js'
import { runPage, type StoredRun } from '../../src/store/read/runs.js'
import type { StoredSplit } from '../../src/store/read/split-rows.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'

/** One run of a page of results: a strategy with its settings. */
export interface RunRow {
  /** For `--only`. */
  readonly id: string
  readonly label: string
  readonly strategy: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Ids of the rows whose runs it blends: its setting `runs`, once these are known. */
  readonly blends?: readonly string[]
  /** Seeds where they are not those of the page. */
  readonly seeds?: number
  /** One split of dates of its own, where they are not those of the page. */
  readonly window?: OwnWindow
  /** What training is expected to take on one thread. */
  readonly minutes?: number
}

export interface OwnWindow {
  readonly split: Split
  /** Lengths under which the run is stored, in years. */
  readonly walkForward: WalkForward
}

export interface BenchOptions {
  readonly dataset?: string
  /** Test years. */
  readonly from: number
  readonly to: number
  readonly seeds?: number
  readonly engine?: EngineChoice
  readonly workers: number
  /** No run starts after this many minutes. */
  readonly budgetMinutes: number
  /** Rows that may be computed; the others show their stored runs. */
  readonly only: readonly string[] | null
}

/** A row with its run, or the reason for a missing one. */
export interface BenchRow<Row extends RunRow> {
  readonly row: Row
  readonly run: StoredRun | null
  readonly series: RunSeries | null
  /** Settings of the strategy that were tried on the dataset. */
  readonly trials: number
  readonly missing: string | null
  /** The series so far of a run with missing splits. */
  readonly soFar: RunSeries | null
  /** Summed over splits and seeds, one thread each. */
  readonly trainSeconds: number
}

export interface BenchInputs {
  readonly volume?: UsualVolume
  readonly observe: (row: RunRow) => { observer: BacktestObserver; stop(): void }
  readonly print: (line: string) => void
}

const MOST = 1000

/** Takes each row's run from the store, and computes those that are missing while time is left. */
export async function benchRows<Row extends RunRow>(
  session: Session,
  planned: readonly Row[],
  options: BenchOptions,
  { volume, observe, print }: BenchInputs,
): Promise<BenchRow<Row>[]> {
  const { db } = session
  const dataset = await datasetByName(db, options.dataset)
  const started = performance.now()
  let market: LoadedMarket | undefined
  const rows: BenchRow<Row>[] = []
  for (const [n, plan] of planned.entries()) {
    const row = withRuns(plan, rows)
    const left = options.budgetMinutes - (performance.now() - started) / 60_000
    let found = await storedRun(session, dataset, row, options)
    let missing = found ? null : whyNot(row, options, left)
    if (!found && missing === null) {
      print(`${row.id}: row ${n + 1} of ${planned.length}${expected(row)}`)
      const { observer, stop } = observe(row)
      try {
        market ??= await loadMarket(db, dataset.name)
        const { failed } = await backtest(session, backtestOf(row, options, market), observer)
        const [failure] = failed
        if (failure) missing = `${failure.name}: ${failure.reason}`
      } catch (thrown) {
        if (!(thrown instanceof UserError)) throw thrown
        missing = thrown.message
      } finally {
        stop()
      }
      found = await storedRun(session, dataset, row, options)
    }
    print(`${row.id}: ${found ? `run ${found.run.id}` : `missing, ${missing}`}`)
    rows.push({
      row,
      run: found?.run ?? null,
      series: found ? await runSeries(db, found.run, { volume }) : null,
      trials: found ? first(await trialCounts(db, [found.run])) : 0,
      missing,
      soFar: found ? null : await soFarOf(session, dataset, row, options),
      trainSeconds: found?.trainSeconds ?? 0,
    })
  }
  return rows
}

/** A blend with the ids of the runs it holds, as far as they are complete; any other row as it is. */
export function withRuns<Row extends RunRow>(
  row: Row,
  before: readonly Pick<BenchRow<RunRow>, 'row' | 'run'>[],
): Row {
  if (row.blends === undefined) return row
  const runs = row.blends.flatMap((id) => before.find((each) => each.row.id === id)?.run?.id ?? [])
  return { ...row, settings: { ...row.settings, runs } }
}

function expected({ minutes }: RunRow): string {
  return minutes === undefined ? '' : `, about ${minutes} min of training on the S&P 500`
}

function whyNot(row: RunRow, options: BenchOptions, left: number): string | null {
  const { id, strategy } = row
  if (!hasItsRuns(row)) return `not computed yet: it blends ${row.blends?.join(', ')}`
  if (!strategies.some(({ name }) => name === strategy)) return `there is no ${strategy} yet`
  if (options.only && !options.only.includes(id)) return 'not computed yet'
  return left > 0 ? null : 'not computed within the budget'
}

/** Whether it blends nothing, or all that it blends is complete. */
function hasItsRuns({ blends, settings }: RunRow): boolean {
  const { runs } = settings
  return blends === undefined || (Array.isArray(runs) && runs.length === blends.length)
}

function backtestOf(row: RunRow, options: BenchOptions, market: LoadedMarket) {
  return {
    dataset: market.dataset.name,
    strategy: row.strategy,
    settings: { ...row.settings },
    from: String(options.from),
    to: String(options.to),
    seedCount: row.seeds ?? options.seeds,
    engine: options.engine,
    workers: options.workers,
    promote: false,
    market,
    ...(row.window && { ...row.window.walkForward, splits: [row.window.split] }),
  }
}

/** A complete run of a row with its splits of the test years. */
export interface CompleteRun {
  readonly run: StoredRun
  readonly tested: readonly StoredSplit[]
  readonly trainSeconds: number
}

type Identity = Pick<BenchOptions, 'from' | 'to' | 'seeds'>

/** The newest run of the row's identity whose splits are all published, with any engine. */
export async function storedRun(
  session: Pick<Session, 'db'>,
  dataset: StoredDataset,
  row: RunRow,
  options: Identity,
): Promise<CompleteRun | null> {
  for (const { run, tested } of await runsOf(session, dataset, row, options)) {
    if (tested.length < (row.window ? 1 : options.to - options.from + 1)) continue
    if (tested.some(({ current }) => current === null)) continue
    const trainSeconds = tested.reduce((sum, split) => sum + (split.trainSeconds ?? 0), 0)
    return { run, tested, trainSeconds }
  }
  return null
}

/** The splits published so far of an incomplete run. */
async function soFarOf(
  session: Session,
  dataset: StoredDataset,
  row: RunRow,
  options: BenchOptions,
): Promise<RunSeries | null> {
  const runs = await runsOf(session, dataset, row, options)
  const begun = runs.find(({ tested }) => tested.some(({ current }) => current !== null))
  return begun ? runSeries(session.db, begun.run) : null
}

/**
 * Runs of the row's identity, the newest first, with their splits in the test years: the live one too,
 * where the data end within the last of them.
 */
async function runsOf(
  { db }: Pick<Session, 'db'>,
  { id: datasetId }: StoredDataset,
  row: RunRow,
  { from, to, seeds }: Identity,
): Promise<{ run: StoredRun; tested: StoredSplit[] }[]> {
  const { strategy: name, settings, seeds: own, window } = row
  const entry = strategies.find((strategy) => strategy.name === name)
  if (!entry || !hasItsRuns(row)) return []
  const strategy = await entry.load()
  const config = storedSettings(strategy, strategy.parseConfig({ ...settings }))
  const wanted = canonicalJson(toRunConfig(config, window?.walkForward ?? DEFAULT_WALK_FORWARD))
  const seedCount = own ?? seeds ?? strategy.defaultSeedCount
  const { runs } = await runPage(db, { datasetId, strategy: name, first: MOST })
  const like = runs.filter(
    (run) =>
      canonicalJson(run.config) === wanted &&
      run.seeds.length === seedCount &&
      run.seeds[0] === DEFAULT_SEED,
  )
  const splits = await splitsOfRuns(
    db,
    like.map(({ id }) => id),
  )
  return like.map((run, i) => ({
    run,
    tested: at(splits, i).filter(({ name, testFrom }) => {
      const year = Number(testFrom.slice(0, 4))
      return window ? name === window.split.name : year >= from && year <= to
    }),
  }))
}
