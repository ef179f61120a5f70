import type { MarketData } from '../data/source.js'
import type { Execution } from '../execution/settings.js'
import { assert } from '../lib/assert.js'
import { AbortedError, UserError } from '../lib/errors.js'
import type { Split, TrainingEpoch } from '../results.js'
import type { TrainedStrategy } from '../strategy/strategy.js'
import { foldIn, keyOf } from '../tensor/random.js'
import type { CheckpointStore, TrainedSeed } from './checkpoints.js'

/** What the training of a split needs. */
export interface TrainingRun<Config extends Execution = Execution> {
  readonly market: MarketData
  readonly config: Config
  readonly split: Split
  /** Splits of the walk-forward before this one, in order; read where the strategy starts warm. */
  readonly earlier?: readonly Split[]
  readonly checkpoints: CheckpointStore
  /** A folder of what can be computed again, shared by runs; none where null. */
  readonly cache?: string | null
  readonly signal: AbortSignal
  readonly onEpoch?: (epoch: TrainingEpoch, epochCount: number) => void
}

export interface SeedOfRun<Config extends Execution> {
  readonly run: TrainingRun<Config>
  readonly strategy: TrainedStrategy<Config>
  readonly seed: number
  /** What a training of a split reads, as a hash. */
  readonly dataHash: (split: Split) => string
}

/**
 * One seed of a split, from its checkpoint or fitted. Where the strategy starts warm, it starts from the seed of the
 * split before, which is fitted first where it has no checkpoint, and so on back to the first of the walk-forward: the
 * parameters of a split do not depend on which splits were asked for.
 */
export async function trainedSeed<Config extends Execution>(
  one: SeedOfRun<Config>,
): Promise<TrainedSeed> {
  const { run, seed, dataHash } = one
  const missing: Split[] = []
  let trained: TrainedSeed | null = null
  for (const split of chainOf(one).reverse()) {
    trained = await run.checkpoints.load(split.name, seed, dataHash(split))
    if (trained) break
    missing.unshift(split)
  }
  for (const [link, split] of missing.entries()) {
    const start: Uint8Array | undefined = trained?.checkpoint
    trained = await fitted(one, split, { start, link, links: missing.length })
  }
  assert(trained, 'a chain has its own split')
  return trained
}

/** The splits whose parameters a split is trained from, in order, itself last. */
function chainOf<Config extends Execution>({ run, strategy }: SeedOfRun<Config>): Split[] {
  const isWarm = (strategy.warmShare?.(run.config) ?? null) !== null
  return isWarm ? [...(run.earlier ?? []), run.split] : [run.split]
}

interface Link {
  readonly start?: Uint8Array
  /** Its place among the splits that are fitted now. */
  readonly link: number
  readonly links: number
}

async function fitted<Config extends Execution>(
  { run, strategy, seed, dataHash }: SeedOfRun<Config>,
  split: Split,
  { start, ...place }: Link,
): Promise<TrainedSeed> {
  const { config, market, signal, checkpoints, cache } = run
  throwIfAborted(signal)
  const began = performance.now()
  const key = foldIn(keyOf(seed), split.name) // never from the data: a longer file trains the same
  const options = { config, seed, key, signal, start, cache, onEpoch: epochsOf(run, place) }
  const view = market.asOf(split.train.to)
  const fit = await strategy.fit(view, split.train, options).catch((thrown: unknown) => {
    throw split !== run.split && thrown instanceof UserError ? noStart(run, split, thrown) : thrown
  })
  throwIfAborted(signal)
  const trained = { ...fit, seconds: (performance.now() - began) / 1000 }
  await checkpoints.save(split.name, seed, dataHash(split), trained)
  return trained
}

/** Reports the epochs of all splits that are fitted now as those of the one asked for. */
function epochsOf({ onEpoch = () => {} }: TrainingRun, { link, links }: Omit<Link, 'start'>) {
  return (epoch: TrainingEpoch, count: number) =>
    onEpoch({ ...epoch, epoch: link * count + epoch.epoch }, links * count)
}

function noStart({ split }: TrainingRun, before: Split, cause: UserError): UserError {
  return new UserError(
    `${split.name} starts from the parameters of ${before.name}, which cannot be trained: ${cause.message}; ` +
      'or leave warmStart out, which trains each split alone',
    { cause },
  )
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AbortedError('stopped')
}
