import { join } from 'node:path'
import { marketData } from '../../../src/characteristics/market-data.js'
import type { Config, EngineChoice } from '../../../src/config.js'
import { AbortedError } from '../../../src/lib/errors.js'
import { strategyByName } from '../../../src/registry/registry.js'
import { storedSettings } from '../../../src/registry/stored-settings.js'
import type { EngineInfo, Split, SplitResult, TrainingEpoch } from '../../../src/results.js'
import { InvalidResultError } from '../../../src/store/publish/invalid-result.js'
import { publishSplit } from '../../../src/store/publish/publish.js'
import { clearStale, requeueSplits, restatementsOf } from '../../../src/store/publish/resume.js'
import { findOrCreateRun, markTrial, setRunStatus } from '../../../src/store/publish/runs.js'
import { ensureSplits, failSplit, markSplitRunning } from '../../../src/store/publish/splits.js'
import type { RunStatus, StoredRun } from '../../../src/store/read/runs.js'
import { type StoredSplit, splitsOfRuns } from '../../../src/store/read/splits.js'
import type { Strategy } from '../../../src/strategy/strategy.js'
import type { EngineOptions } from '../../../src/tensor/engine/engine.js'
import { type WalkForwardOptions, walkForwardSplits } from '../../../src/walkforward/splits.js'
import { runSplits, type SplitFailure } from '../../pool/pool.js'
import { HOST_ENGINE, type SplitTask } from '../../pool/train-split.js'
import { mayPass } from '../../queue/failure.js'
import { commitOfCheckout } from '../../session/package.js'
import type { Session } from '../../session/session.js'
import { type LoadedMarket, loadMarket, marketWith } from '../data/market.js'
import { bringCheckpoints } from './bring-checkpoints.js'
import { checkpointFolderOf } from './checkpoint-folder.js'
import { windowsToCompute } from './plan-windows.js'
import { DEFAULT_SEED, DEFAULT_WALK_FORWARD, settingsOf, toRunConfig } from './run-config.js'

export interface BacktestOptions {
  /** The default dataset where none is named. */
  readonly dataset?: string
  readonly strategy: string
  /** Settings of the strategy that differ from its defaults. */
  readonly settings?: Record<string, unknown>
  readonly from?: string
  readonly to?: string
  readonly trainYears?: number
  readonly testYears?: number
  readonly purge?: number
  /** The first of the seeds. */
  readonly seed?: number
  readonly seedCount?: number
  readonly engine?: EngineChoice
  /** The engine of another machine, which is not opened here. */
  readonly engineThere?: EngineInfo
  readonly workers: number
  readonly promote?: boolean
  /** Made to choose settings: never answers, and says so. */
  readonly trial?: boolean
  /** The dataset where it is loaded already. */
  readonly market?: LoadedMarket
  /** Windows of another shape than walking forward cuts them. */
  readonly splits?: readonly Split[]
}

/** Told what happens, window by window. */
export interface BacktestObserver {
  onPlan?(plan: BacktestPlan): void
  onStart?(name: string): void
  onEpoch?(name: string, epoch: TrainingEpoch, epochCount: number): void
  onDate?(name: string, done: number, count: number): void
  onPublished?(name: string, result: SplitResult): void
  onFailed?(name: string, reason: string, stack?: string): void
}

export interface BacktestPlan {
  readonly run: StoredRun
  readonly strategy: Strategy
  readonly market: LoadedMarket
  readonly engine: EngineInfo
  /** The windows asked for, and those of them that are not published yet. */
  readonly splits: readonly Split[]
  readonly todo: readonly Split[]
}

export interface FailedWindow {
  readonly name: string
  readonly reason: string
  /** Whether the same again may work, without anyone acting. */
  readonly retryable: boolean
}

export interface BacktestOutcome {
  readonly plan: BacktestPlan
  readonly published: readonly string[]
  readonly failed: readonly FailedWindow[]
}

/**
 * Trains, scores and publishes every window that is missing. What is published stays published
 * whatever happens to the rest; calling it again computes only what is still missing.
 */
export async function backtest(
  session: Session,
  options: BacktestOptions,
  observer: BacktestObserver = {},
): Promise<BacktestOutcome> {
  const plan = await planBacktest(session, options)
  observer.onPlan?.(plan)
  if (plan.todo.length === 0) {
    await settle(session, plan.run.id, plan.run.status)
    return { plan, published: [], failed: [] }
  }
  return { plan, ...(await computeWindows(session, plan, options.workers, observer)) }
}

/** What there is to do; the run and the rows of its windows are made, nothing is computed. */
export async function planBacktest(
  session: Session,
  options: BacktestOptions,
): Promise<BacktestPlan> {
  const { seed = DEFAULT_SEED, from, to } = options
  const walkForward = {
    trainYears: options.trainYears ?? DEFAULT_WALK_FORWARD.trainYears,
    testYears: options.testYears ?? DEFAULT_WALK_FORWARD.testYears,
    purge: options.purge ?? DEFAULT_WALK_FORWARD.purge,
  }
  const strategy = await strategyByName(options.strategy)
  const config = strategy.parseConfig(options.settings ?? {})
  const selection = strategy.inputs(config).ranks
  const market = options.market
    ? await marketWith(session.db, options.market, selection)
    : await loadMarket(session.db, options.dataset, selection)
  const splits =
    options.splits ?? walkForwardSplits({ ...calendarOf(market), ...walkForward, from, to })
  assertSomeFit(strategy, config, { market, splits })
  const engine = strategy.trains
    ? (options.engineThere ?? (await engineOf(session, options.engine)))
    : HOST_ENGINE
  const seeds = Array.from(
    { length: options.seedCount ?? strategy.defaultSeedCount },
    (_, i) => seed + i,
  )
  const { run } = await findOrCreateRun(session.db, {
    datasetId: market.dataset.id,
    strategy: strategy.info.name,
    config: toRunConfig(storedSettings(strategy, config), walkForward),
    seeds,
    engine: engine.name,
    engineInfo: engine,
    commit: commitOfCheckout(),
    promotable: options.promote ?? !options.trial,
  })
  if (options.trial) await markTrial(session.db, run.id)
  const todo = await missingWindows(session, { run, market, splits })
  return { run, strategy, market, engine, splits, todo }
}

/** Settings that suit no window at all are refused before anything is stored. */
function assertSomeFit(
  strategy: Strategy,
  config: ReturnType<Strategy['parseConfig']>,
  { market, splits }: Pick<BacktestPlan, 'market' | 'splits'>,
): void {
  const data = marketData(market.arrays)
  let refusal: unknown
  for (const { train } of splits) {
    try {
      strategy.assertFits?.(data.asOf(train.to), train, config)
      return
    } catch (thrown) {
      refusal ??= thrown
    }
  }
  throw refusal
}

export function calendarOf({ dates, nextDate }: LoadedMarket): WalkForwardOptions {
  return { dates, nextDate }
}

/** The windows among `splits` that have something to compute; every one has its row. */
export async function missingWindows(
  { db }: Session,
  { run, market, splits }: Pick<BacktestPlan, 'run' | 'market' | 'splits'>,
): Promise<Split[]> {
  const stored = await ensureSplits(db, {
    runId: run.id,
    datasetVersionId: market.dataset.versionId,
    seeds: run.seeds,
    splits,
  })
  const restatements = await restatementsOf(db, market.dataset.id)
  return windowsToCompute(splits, stored, { ...calendarOf(market), restatements })
}

/** Trains, scores and publishes `plan.todo`, `workers` windows side by side. */
export async function computeWindows(
  session: Session,
  plan: BacktestPlan,
  workers: number,
  observer: BacktestObserver,
): Promise<Pick<BacktestOutcome, 'published' | 'failed'>> {
  const { db, pool, signal } = session
  const { run } = plan
  const published: string[] = []
  const failed: FailedWindow[] = []
  const datasetVersionId = plan.market.dataset.versionId
  async function publish(name: string, result: SplitResult): Promise<void> {
    await publishSplit(pool, { runId: run.id, datasetVersionId, result })
    published.push(name)
    observer.onPublished?.(name, result)
  }
  async function fail(
    name: string,
    { reason, stack, retryable }: Pick<SplitFailure, 'reason' | 'stack' | 'retryable'>,
  ) {
    await failSplit(db, run.id, name, reason)
    failed.push({ name, reason, retryable })
    observer.onFailed?.(name, reason, stack)
  }
  await setRunStatus(db, run.id, 'running')
  try {
    for (const { name } of plan.todo)
      await bringCheckpoints(session, { runId: run.id, split: name })
    await runSplits(
      plan.todo.map((split) => taskOf(session, plan, split)),
      {
        workers,
        signal,
        async onStart({ split: { name } }) {
          await markSplitRunning(db, run.id, name)
          observer.onStart?.(name)
        },
        onEpoch: ({ split: { name } }, epoch, count) => observer.onEpoch?.(name, epoch, count),
        onDate: ({ split: { name } }, done, count) => observer.onDate?.(name, done, count),
        async onResult({ split: { name } }, result) {
          try {
            await publish(name, result)
          } catch (thrown) {
            if (!(thrown instanceof InvalidResultError)) throw thrown
            await fail(name, { reason: thrown.message, stack: thrown.stack, retryable: false })
          }
        },
        onFailure: ({ split: { name } }, failure) =>
          fail(name, { ...failure, retryable: mayPass(failure) }),
      },
    )
  } catch (thrown) {
    await requeueSplits(db, run.id).catch(() => {}) // the database itself may be what failed
    await setRunStatus(db, run.id, 'queued').catch(() => {})
    if (thrown instanceof AbortedError) throw interrupted(plan, published)
    throw thrown
  }
  await settle(session, run.id, 'running')
  return { published, failed }
}

/** A window of the plan, ready to cross to a thread. */
export function taskOf({ config }: Session, plan: BacktestPlan, split: Split): SplitTask {
  return {
    arrays: plan.market.arrays,
    strategy: plan.strategy.info.name,
    config: settingsOf(plan.run),
    split,
    seeds: plan.run.seeds,
    engine: plan.engine.name,
    engineOptions: engineOptions(config),
    checkpointFolder: checkpointFolderOf(config.home, plan.run.id),
    cacheFolder: join(config.home, 'cache'),
    lastCloses: plan.market.lastCloses,
  }
}

/** Says of the run what its splits say: failed only if none of them worked. */
export async function settle({ db }: Session, runId: string, current: RunStatus): Promise<void> {
  const [splits] = await splitsOfRuns(db, [runId])
  const some = (status: StoredSplit['status']) => splits.some((split) => split.status === status)
  const worked = splits.some(({ current }) => current !== null)
  const status = some('running')
    ? 'running'
    : some('queued')
      ? 'queued'
      : worked
        ? 'done'
        : 'failed'
  if (status !== current) await setRunStatus(db, runId, status)
  await clearStale(db, runId)
}

/** Where the native engine lies, for whoever opens an engine. */
export function engineOptions({ engineFolder, engineThreads }: Config): EngineOptions {
  return { folder: engineFolder, threads: engineThreads }
}

/** Opens the engine asked for on this thread, so that the run knows its name. */
export async function engineOf(
  { config }: Session,
  asked: EngineChoice | undefined,
): Promise<EngineInfo> {
  const { openEngine } = await import('../../../src/tensor/engine/engine.js')
  return openEngine(asked ?? config.engine, engineOptions(config))
}

function interrupted({ todo }: BacktestPlan, published: readonly string[]): AbortedError {
  const left = todo.length - published.length
  return new AbortedError(
    `stopped: ${published.length} of ${todo.length} windows were published and are kept, as are ` +
      `the seeds trained so far; run the same command again to compute the ${left} left`,
  )
}
