import type { EngineChoice } from '../../../src/config.js'
import { UnavailableError, UserError } from '../../../src/lib/errors.js'
import { strategyByName } from '../../../src/registry/registry.js'
import { datasetByName, type StoredDataset } from '../../../src/store/datasets.js'
import { answeringRuns, type StoredRun } from '../../../src/store/read/runs.js'
import { splitsOfRuns } from '../../../src/store/read/splits.js'
import { walkForwardSplits } from '../../../src/walkforward/splits.js'
import { HOST_ENGINE } from '../../pool/train-split.js'
import type { Session } from '../../session/session.js'
import { type LoadedMarket, loadMarket } from '../data/market.js'
import {
  type BacktestObserver,
  type BacktestPlan,
  calendarOf,
  computeWindows,
  engineOf,
  type FailedWindow,
  missingWindows,
} from './backtest.js'
import { commandOfRun } from './command-of-run.js'
import { settingsOf, walkForwardOf } from './run-config.js'

export interface ScoreOptions {
  readonly dataset?: string
  readonly strategy: string
  /** The data must reach this date. */
  readonly date?: string
}

export interface ScoreOutcome {
  readonly run: StoredRun
  readonly published: readonly string[]
  readonly failed: readonly FailedWindow[]
  /** Last date of the data, and the date decided for. */
  readonly lastDate: string
  readonly nextDate: string
  /** What trains the window that holds `nextDate`; null unless the year has turned. */
  readonly needs: string | null
}

/**
 * New dates of the answering run: every published window that the data have outgrown is scored to
 * their end with its own checkpoint, and the live one decides `nextDate`. Nothing new is trained.
 */
export async function scoreRun(
  session: Session,
  options: ScoreOptions,
  observer: BacktestObserver = {},
): Promise<ScoreOutcome> {
  const strategy = await strategyByName(options.strategy)
  const dataset = await datasetByName(session.db, options.dataset)
  const run = await answeringRun(session, dataset, strategy.info.name)
  const selection = strategy.inputs(strategy.parseConfig(settingsOf(run))).ranks
  const market = await loadMarket(session.db, dataset.name, selection)
  assertReaches(market, options.date)
  const [stored] = await splitsOfRuns(session.db, [run.id])
  const published = new Set(stored.filter(({ current }) => current).map(({ name }) => name))
  const all = walkForwardSplits({ ...calendarOf(market), ...walkForwardOf(run) })
  const splits = all.filter(({ name }) => published.has(name))
  const todo = await missingWindows(session, { run, market, splits })
  const engine = strategy.trains
    ? await engineOf(session, run.engine as EngineChoice) // as openEngine named it
    : HOST_ENGINE
  const plan: BacktestPlan = { run, strategy, market, engine, splits, todo }
  observer.onPlan?.(plan)
  const outcome =
    todo.length > 0
      ? await computeWindows(session, plan, 1, observer)
      : { published: [], failed: [] }
  return {
    run,
    ...outcome,
    lastDate: market.dates[market.dates.length - 1],
    nextDate: market.nextDate,
    needs: splits.some(({ live }) => live)
      ? null
      : commandOfRun(run, strategy, market.dataset.name),
  }
}

function assertReaches({ dates, dataset }: LoadedMarket, date: string | undefined): void {
  const last = dates[dates.length - 1]
  if (date === undefined || date <= last) return
  throw new UnavailableError(
    `dataset ${dataset.name} ends on ${last}, before ${date}: ingest the newer file first`,
  )
}

async function answeringRun(
  { db }: Session,
  dataset: StoredDataset,
  strategy: string,
): Promise<StoredRun> {
  const [run] = await answeringRuns(db, { datasetIds: [dataset.id], strategy })
  if (run) return run
  throw new UserError(
    `${strategy} has no run on ${dataset.name} yet: ` +
      `residua backtest --dataset ${dataset.name} --strategy ${strategy}`,
  )
}
