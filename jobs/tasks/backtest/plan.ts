import { marketData } from '../../../src/characteristics/market-data.js'
import { assertHasExposures } from '../../../src/execution/exposures.js'
import { strategyByName } from '../../../src/registry/registry.js'
import { storedSettings } from '../../../src/registry/stored-settings.js'
import type { EngineInfo, Split } from '../../../src/results.js'
import { findOrCreateRun, markTrial } from '../../../src/store/publish/runs.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import type { StrategyInputs } from '../../../src/strategy/inputs.js'
import type { Strategy } from '../../../src/strategy/strategy.js'
import { walkForwardSplits } from '../../../src/walkforward/splits.js'
import { type LoadedMarket, loadMarket, marketWith } from '../../market/load-market.js'
import { HOST_ENGINE } from '../../pool/split-task.js'
import { commitOfCheckout } from '../../session/package.js'
import type { Session } from '../../session/session.js'
import { coveredSplits, withRunIds } from './components/planned.js'
import { assertWalkForward } from './earlier-splits.js'
import { engineOf } from './engine.js'
import { missingSplits, tradingDates } from './missing-splits.js'
import type { BacktestOptions } from './options.js'
import { DEFAULT_SEED, DEFAULT_WALK_FORWARD, toRunConfig, type WalkForward } from './run-config.js'

export interface BacktestPlan {
  readonly run: StoredRun
  readonly strategy: Strategy
  readonly market: LoadedMarket
  readonly engine: EngineInfo
  /** The splits asked for, and those of them that are not published yet. */
  readonly splits: readonly Split[]
  readonly todo: readonly Split[]
}

/** Creates the run and the rows of its splits, and finds which are missing; computes nothing. */
export async function planBacktest(
  session: Session,
  options: BacktestOptions,
): Promise<BacktestPlan> {
  const walkForward = walkForwardWith(options)
  const strategy = await strategyByName(options.strategy)
  const asked = strategy.parseConfig(options.settings ?? {})
  assertWalkForward(strategy, asked, options.splits)
  const market = await marketOf(session, options, strategy.inputs(asked))
  const named = { strategy, settings: { ...options.settings }, market }
  const settings = await withRunIds(session, named)
  const config = strategy.parseConfig(settings)
  const all = options.splits ?? splitsOf(market, { ...options, ...walkForward })
  const splits = await coveredSplits(session, { ...named, settings }, { ...options, all })
  assertSomeFit(strategy, config, { market, splits })
  const engine = await engineFor(session, strategy, options)
  const { run } = await findOrCreateRun(session.db, {
    datasetId: market.dataset.id,
    strategy: strategy.info.name,
    config: toRunConfig(storedSettings(strategy, config), walkForward),
    seeds: seedsOf(options, strategy),
    engine: engine.name,
    engineInfo: engine,
    commit: commitOfCheckout(),
    promotable: options.promote ?? !options.trial,
  })
  if (options.trial) await markTrial(session.db, run.id)
  const todo = await missingSplits(session, { run, market, splits })
  return { run, strategy, market, engine, splits, todo }
}

function walkForwardWith({ trainYears, testYears, purge }: BacktestOptions): WalkForward {
  return {
    trainYears: trainYears ?? DEFAULT_WALK_FORWARD.trainYears,
    testYears: testYears ?? DEFAULT_WALK_FORWARD.testYears,
    purge: purge ?? DEFAULT_WALK_FORWARD.purge,
  }
}

function marketOf(
  { db }: Session,
  { market, dataset }: BacktestOptions,
  inputs: StrategyInputs,
): Promise<LoadedMarket> {
  return market ? marketWith(db, market, inputs) : loadMarket(db, dataset, inputs)
}

function splitsOf(
  market: LoadedMarket,
  { trainYears, testYears, purge, from, to }: WalkForward & Pick<BacktestOptions, 'from' | 'to'>,
): Split[] {
  return walkForwardSplits({ ...tradingDates(market), trainYears, testYears, purge, from, to })
}

async function engineFor(
  session: Session,
  { trains }: Strategy,
  { engine, engineThere }: BacktestOptions,
): Promise<EngineInfo> {
  if (!trains) return HOST_ENGINE
  return engineThere ?? (await engineOf(session, engine))
}

function seedsOf(
  { seed = DEFAULT_SEED, seedCount }: BacktestOptions,
  { defaultSeedCount }: Strategy,
): number[] {
  return Array.from({ length: seedCount ?? defaultSeedCount }, (_, i) => seed + i)
}

/** Settings that fit no split at all are refused before anything is stored. */
function assertSomeFit(
  strategy: Strategy,
  config: ReturnType<Strategy['parseConfig']>,
  { market, splits }: Pick<BacktestPlan, 'market' | 'splits'>,
): void {
  assertHasExposures(market.arrays, config)
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
