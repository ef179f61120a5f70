import type { MarketData, MarketView } from '../data/source.js'
import { executionOf } from '../execution/settings.js'
import { AbortedError } from '../lib/errors.js'
import type { DayResult, EngineInfo, Split, SplitResult, TrainingEpoch } from '../results.js'
import type { Fit, Fitted, Strategy } from '../strategy/strategy.js'
import { tradedSymbols } from '../strategy/traded-axis.js'
import { foldIn, keyOf } from '../tensor/random.js'
import type { CheckpointStore } from './checkpoints.js'
import { dataHashOf } from './data-hash.js'
import { scoreDates } from './score.js'

export interface SplitRun<Config extends object = object> {
  readonly market: MarketData
  readonly strategy: Strategy<Config>
  readonly config: Config
  readonly split: Split
  /** The book is the mean of these seeds' books; factors and residuals are the first one's. */
  readonly seeds: readonly number[]
  readonly checkpoints: CheckpointStore
  readonly engine: EngineInfo
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
export async function runSplit<Config extends object>(run: SplitRun<Config>): Promise<SplitResult> {
  const { market, strategy, split, seeds } = run
  const view = market.asOf(split.train.to)
  const trained = await trainSeeds(run, view)
  const members: Fitted[] = []
  try {
    for (const { checkpoint } of trained) {
      members.push(strategy.restore(checkpoint, view, split.train, run.config, run.cache))
    }
    const days = await score(run, members)
    return {
      split,
      assets: tradedSymbols(view, members[0].factorLegs),
      factorCount: members[0].factorCount,
      characteristics: view.characteristics.definitions,
      bookSeeds: seeds,
      training: trained.flatMap(({ epochs }) => epochs),
      trainSeconds: trained.reduce((sum, { seconds }) => sum + seconds, 0),
      engine: run.engine,
      days,
      lastCloses: split.live ? run.lastCloses : null,
    }
  } finally {
    for (const member of members) member.dispose()
  }
}

/** Trains those seeds of a split that have no checkpoint yet, and scores nothing. */
export async function trainSplitSeeds<Config extends object>(run: SplitRun<Config>): Promise<void> {
  await trainSeeds(run, run.market.asOf(run.split.train.to))
}

interface FittedSeed extends Fit {
  readonly seconds: number
}

/** Every seed trained, those of an earlier attempt from their checkpoints. */
async function trainSeeds<Config extends object>(
  run: SplitRun<Config>,
  view: MarketView,
): Promise<FittedSeed[]> {
  const dataHash =
    run.strategy.kind === 'BASELINE'
      ? ''
      : dataHashOf(view, { withFactors: run.strategy.needsFactorPortfolios })
  const trained: FittedSeed[] = []
  for (const seed of run.seeds) {
    const kept = dataHash && (await run.checkpoints.load(run.split.name, seed, dataHash))
    trained.push(kept || (await trainSeed(run, view, seed, dataHash)))
  }
  return trained
}

async function trainSeed<Config extends object>(
  { strategy, config, split, signal, checkpoints, cache, onEpoch = () => {} }: SplitRun<Config>,
  view: MarketView,
  seed: number,
  dataHash: string,
): Promise<FittedSeed> {
  throwIfAborted(signal)
  const start = performance.now()
  const key = foldIn(keyOf(seed), split.name) // never from the data: a longer file trains the same
  const fit = await strategy.fit(view, split.train, { config, seed, key, signal, cache, onEpoch })
  throwIfAborted(signal)
  const { checkpoint, epochs } = fit
  const seconds = (performance.now() - start) / 1000
  if (checkpoint)
    await checkpoints.save(split.name, seed, dataHash, { checkpoint, epochs, seconds })
  return { checkpoint, epochs, seconds }
}

async function score<Config extends object>(
  { market, split, config, signal, onDate = () => {} }: SplitRun<Config>,
  members: readonly Fitted[],
): Promise<DayResult[]> {
  const count = market.dates.filter(
    (date) => date >= split.test.from && date <= split.test.to,
  ).length
  const execution = executionOf(config)
  const scored = { market, members, test: split.test, execution, signal }
  const days: DayResult[] = []
  for await (const day of scoreDates(scored)) {
    days.push(day)
    onDate(days.length, count + (split.live ? 1 : 0))
  }
  return days
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AbortedError('stopped')
}
