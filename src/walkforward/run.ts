import type { MarketData, MarketView } from '../data/source.js'
import type { Execution } from '../execution/settings.js'
import { AbortedError } from '../lib/errors.js'
import type { DayResult, EngineInfo, Split, SplitResult, TrainingEpoch } from '../results.js'
import type { ComponentBooks } from '../strategy/component-books.js'
import type { Decider } from '../strategy/decider.js'
import type { Strategy, TrainedStrategy } from '../strategy/strategy.js'
import { tradedSymbols } from '../strategy/traded-axis.js'
import { foldIn, keyOf } from '../tensor/random.js'
import type { CheckpointStore, TrainedSeed } from './checkpoints.js'
import { dataHashOf } from './data-hash.js'
import { scoreDates } from './score.js'

export interface SplitRun<Config extends Execution = Execution> {
  readonly market: MarketData
  readonly strategy: Strategy<Config>
  readonly config: Config
  readonly split: Split
  /** Trained one by one; the strategy combines them. */
  readonly seeds: readonly number[]
  readonly checkpoints: CheckpointStore
  readonly engine: EngineInfo
  /** Books of the runs that the strategy blends. */
  readonly components?: readonly ComponentBooks[]
  /** A folder of what can be computed again, shared by runs; none where null. */
  readonly cache?: string | null
  /** Last unadjusted close of each asset, for the orders of a live split. */
  readonly lastCloses: Float64Array
  readonly signal: AbortSignal
  readonly onEpoch?: (epoch: TrainingEpoch, epochCount: number) => void
  readonly onDate?: (done: number, count: number) => void
}

/**
 * Trains and scores one split: each seed is fitted on what was known at the close of `train.to`
 * (or comes back from its checkpoint), then the seeds decide date by date over the test range.
 * On the live split that ends with `nextDate`, which has no returns yet.
 */
export async function runSplit<Config extends Execution>(
  run: SplitRun<Config>,
): Promise<SplitResult> {
  const { market, strategy, split, seeds, config, cache, components } = run
  const view = market.asOf(split.train.to)
  const trained = await trainSeeds(run, view)
  const checkpoints = trained.map(({ checkpoint }) => checkpoint)
  const options = { view, train: split.train, config, cache, components }
  const decider = strategy.restore(checkpoints, options)
  try {
    return {
      split,
      assets: tradedSymbols(view, decider.factorLegs),
      factorCount: decider.factorCount,
      latentCount: decider.latentCount,
      codebooks: decider.codebooks,
      componentCount: decider.componentCount,
      characteristics: view.characteristics.definitions,
      bookSeeds: seeds,
      grossExposureLimit: config.volatilityTarget === null ? undefined : config.maxGrossExposure,
      training: trained.flatMap(({ epochs }) => epochs),
      trainSeconds: trained.reduce((sum, { seconds }) => sum + seconds, 0),
      engine: run.engine,
      days: await score(run, decider),
      lastCloses: split.live ? run.lastCloses : null,
    }
  } finally {
    decider.dispose()
  }
}

/** Trains those seeds of a split that have no checkpoint yet, and scores nothing. */
export async function trainSplitSeeds<Config extends Execution>(
  run: SplitRun<Config>,
): Promise<void> {
  await trainSeeds(run, run.market.asOf(run.split.train.to))
}

/** Every seed trained, those of an earlier attempt from their checkpoints; none of a rule. */
async function trainSeeds<Config extends Execution>(
  run: SplitRun<Config>,
  view: MarketView,
): Promise<TrainedSeed[]> {
  const { strategy, split, config, checkpoints } = run
  throwIfAborted(run.signal)
  if (!strategy.trains) return []
  const { factorPortfolios, bars } = strategy.inputs(config)
  const dataHash = dataHashOf(view, {
    withFactors: factorPortfolios !== undefined,
    withBars: bars !== undefined,
  })
  const trained: TrainedSeed[] = []
  for (const seed of run.seeds) {
    const kept = await checkpoints.load(split.name, seed, dataHash)
    trained.push(kept ?? (await trainSeed(run, strategy, view, { seed, dataHash })))
  }
  return trained
}

async function trainSeed<Config extends Execution>(
  { config, split, signal, checkpoints, cache, onEpoch = () => {} }: SplitRun<Config>,
  strategy: TrainedStrategy<Config>,
  view: MarketView,
  { seed, dataHash }: { readonly seed: number; readonly dataHash: string },
): Promise<TrainedSeed> {
  throwIfAborted(signal)
  const start = performance.now()
  const key = foldIn(keyOf(seed), split.name) // never from the data: a longer file trains the same
  const fit = await strategy.fit(view, split.train, { config, seed, key, signal, cache, onEpoch })
  throwIfAborted(signal)
  const trained = { ...fit, seconds: (performance.now() - start) / 1000 }
  await checkpoints.save(split.name, seed, dataHash, trained)
  return trained
}

async function score<Config extends Execution>(
  { market, split, config, signal, onDate = () => {} }: SplitRun<Config>,
  decider: Decider,
): Promise<DayResult[]> {
  const count = market.dates.filter(
    (date) => date >= split.test.from && date <= split.test.to,
  ).length
  const days: DayResult[] = []
  const scored = { market, decider, test: split.test, execution: config, signal }
  for await (const day of scoreDates(scored)) {
    days.push(day)
    onDate(days.length, count + (split.live ? 1 : 0))
  }
  return days
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AbortedError('stopped')
}
