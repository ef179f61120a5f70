import type { Execution } from '../execution/settings.js'
import type { DayResult, EngineInfo, Split, SplitResult } from '../results.js'
import type { ComponentBooks } from '../strategy/component-books.js'
import type { Decider } from '../strategy/decider.js'
import type { Strategy } from '../strategy/strategy.js'
import { tradedSymbols } from '../strategy/traded-axis.js'
import type { TrainedSeed } from './checkpoints.js'
import { dataHashOf } from './data-hash.js'
import { scoreDates } from './score.js'
import { type TrainingRun, throwIfAborted, trainedSeed } from './train-seed.js'

export interface SplitRun<Config extends Execution = Execution> extends TrainingRun<Config> {
  readonly strategy: Strategy<Config>
  /** Trained one by one; the strategy combines them. */
  readonly seeds: readonly number[]
  readonly engine: EngineInfo
  /** Books of the runs that the strategy blends. */
  readonly components?: readonly ComponentBooks[]
  /** Last unadjusted close of each asset, for the orders of a live split. */
  readonly lastCloses: Float64Array
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
  const trained = await trainSeeds(run)
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
  await trainSeeds(run)
}

/** Every seed trained, those of an earlier attempt from their checkpoints; none of a rule. */
async function trainSeeds<Config extends Execution>(run: SplitRun<Config>): Promise<TrainedSeed[]> {
  const { strategy, config, market, signal } = run
  throwIfAborted(signal)
  if (!strategy.trains) return []
  const { factorPortfolios, bars } = strategy.inputs(config)
  const dataHash = onceForEach(({ train }) =>
    dataHashOf(market.asOf(train.to), {
      withFactors: factorPortfolios !== undefined,
      withBars: bars !== undefined,
    }),
  )
  const trained: TrainedSeed[] = []
  for (const seed of run.seeds) trained.push(await trainedSeed({ run, strategy, seed, dataHash }))
  return trained
}

function onceForEach(hashOf: (split: Split) => string): (split: Split) => string {
  const known = new Map<Split, string>()
  return (split) => {
    const hash = known.get(split) ?? hashOf(split)
    known.set(split, hash)
    return hash
  }
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
