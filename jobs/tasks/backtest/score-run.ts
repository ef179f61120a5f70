import type { EngineChoice } from '../../../src/config.js'
import { first, last } from '../../../src/lib/at.js'
import { UnavailableError, UserError } from '../../../src/lib/errors.js'
import { strategyByName } from '../../../src/registry/registry.js'
import { datasetByName, type StoredDataset } from '../../../src/store/datasets.js'
import { answeringRuns, runsById, type StoredRun } from '../../../src/store/read/runs.js'
import { type StoredSplit, splitsOfRuns } from '../../../src/store/read/splits.js'
import type { StrategyInputs } from '../../../src/strategy/inputs.js'
import { walkForwardSplits } from '../../../src/walkforward/splits.js'
import { type OpenMarket, openMarket } from '../../market/load-market.js'
import { HOST_ENGINE } from '../../pool/split-task.js'
import type { Session } from '../../session/session.js'
import { commandOfRun } from './command-of-run.js'
import { assertCovered } from './components/coverage.js'
import { componentsOf } from './components/of-run.js'
import { type ComputedSplits, computeSplits } from './compute-splits.js'
import { engineOf } from './engine.js'
import { missingSplits, tradingDates } from './missing-splits.js'
import type { BacktestObserver } from './observer.js'
import type { BacktestPlan } from './plan.js'
import { settingsOf, walkForwardOf } from './run-config.js'

export interface ScoreOptions {
  readonly dataset?: string
  readonly strategy: string
  /** The data must reach this date. */
  readonly date?: string
}

export interface ScoreOutcome extends ComputedSplits {
  readonly run: StoredRun
  /** The last date of the data. */
  readonly lastDate: string
  /** The last date with published returns; null where none has any. */
  readonly scoredTo: string | null
  /** The session that follows the data. */
  readonly nextDate: string
  /** Whether a book is published for `nextDate`. */
  readonly decided: boolean
  /** The command that trains the split of `nextDate`; null unless the year has turned. */
  readonly needs: string | null
}

/**
 * Scores new dates with the run that answers: each published split that ends before its data do, with
 * its own checkpoint; the live split decides for `nextDate`. Nothing is trained.
 */
export async function scoreRun(
  session: Session,
  { strategy, dataset: name, date }: ScoreOptions,
  observer: BacktestObserver = {},
): Promise<ScoreOutcome> {
  const known = await strategyByName(strategy)
  const dataset = await datasetByName(session.db, name)
  const run = await answeringRun(session, dataset, known.info.name)
  const market = await openMarket(session.db, dataset.name)
  assertReaches(market, date)
  return scoreOn(session, market, run, observer)
}

/** Scores new dates with one run on a dataset in memory. */
export async function scoreOn(
  session: Session,
  opened: OpenMarket,
  run: StoredRun,
  observer: BacktestObserver = {},
): Promise<ScoreOutcome> {
  await scoreComponents(session, opened, run)
  const plan = await planScore(session, opened, run)
  observer.onPlan?.(plan)
  const { strategy, market, splits, todo } = plan
  const computed =
    todo.length > 0
      ? await computeSplits(session, plan, 1, observer)
      : { published: [], unchanged: [], moved: [], warnings: [], failed: [] }
  const { nextDate } = market
  const shown = first(await splitsOfRuns(session.db, [run.id]))
  return {
    run,
    ...computed,
    lastDate: last(market.dates),
    scoredTo: scoredToOf(shown),
    nextDate,
    decided: shown.some(({ current }) => current?.nextDate === nextDate),
    needs: splits.some(({ live }) => live)
      ? null
      : commandOfRun(run, strategy, market.dataset.name),
  }
}

/** What the strategy of a run reads of the market. */
export async function inputsOf(run: StoredRun): Promise<StrategyInputs> {
  const strategy = await strategyByName(run.strategy)
  return strategy.inputs(strategy.parseConfig(settingsOf(run)))
}

/** Scores the runs that a blend holds and that do not answer: nothing else does. */
async function scoreComponents(
  session: Session,
  opened: OpenMarket,
  run: StoredRun,
): Promise<void> {
  const strategy = await strategyByName(run.strategy)
  const needs = strategy.components?.(strategy.parseConfig(settingsOf(run)))
  if (!needs) return
  const answering = await answeringRuns(session.db, { datasetIds: [opened.dataset.id] })
  const others = needs.runs.filter((id) => !answering.some((one) => one.id === id))
  for (const other of await runsById(session.db, others)) {
    if (other) await scoreOn(session, opened, other)
  }
}

function scoredToOf(splits: readonly StoredSplit[]): string | null {
  const dates = splits.flatMap(({ current }) => current?.scoredTo ?? [])
  return dates.sort().at(-1) ?? null
}

async function planScore(
  session: Session,
  opened: OpenMarket,
  run: StoredRun,
): Promise<BacktestPlan> {
  const { db } = session
  const strategy = await strategyByName(run.strategy)
  const market = opened.with(await inputsOf(run))
  const stored = first(await splitsOfRuns(db, [run.id]))
  const published = new Set(stored.filter(({ current }) => current).map(({ name }) => name))
  const all = walkForwardSplits({ ...tradingDates(market), ...walkForwardOf(run) })
  const splits = all.filter(({ name }) => published.has(name))
  const todo = await missingSplits(session, { run, market, splits })
  const settings = settingsOf(run)
  const components = await componentsOf(db, { strategy, settings, market })
  if (components) assertCovered(components.runs, todo, market)
  const engine = strategy.trains
    ? await engineOf(session, run.engine as EngineChoice) // stored by planBacktest
    : HOST_ENGINE
  return { run, strategy, market, engine, splits, todo }
}

/** Throws where the data end before the date: they may come later. */
export function assertReaches({ dates, dataset }: OpenMarket, date: string | undefined): void {
  const end = last(dates)
  if (date === undefined || date <= end) return
  throw new UnavailableError(
    `dataset ${dataset.name} ends on ${end}, before ${date}: ingest the newer file first`,
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
