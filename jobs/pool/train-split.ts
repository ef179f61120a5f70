import { type MarketArrays, marketData } from '../../src/characteristics/market-data.js'
import { strategyByName } from '../../src/registry/registry.js'
import type { EngineInfo, Split, SplitResult, TrainingEpoch } from '../../src/results.js'
import type { EngineOptions } from '../../src/tensor/engine/engine.js'
import { type CheckpointStore, folderCheckpoints } from '../../src/walkforward/checkpoints.js'
import { runSplit, type SplitRun, trainSplitSeeds } from '../../src/walkforward/run.js'

/** One split to train and score: plain values and shared arrays, ready for a thread. */
export interface SplitTask {
  readonly arrays: MarketArrays
  readonly strategy: string
  readonly config: Record<string, unknown>
  readonly split: Split
  readonly seeds: readonly number[]
  readonly engine: string
  readonly engineOptions: EngineOptions
  /** `<home>/checkpoints/<run id>` */
  readonly checkpointFolder: string
  /** `<home>/cache`: what runs share and can be computed again. */
  readonly cacheFolder: string
  readonly lastCloses: Float64Array
  /** Trains `seeds`, keeps their checkpoints, and scores nothing. */
  readonly trainOnly?: boolean
}

export interface SplitProgress {
  onEpoch?(epoch: TrainingEpoch, epochCount: number): void
  onDate?(done: number, count: number): void
  /** The checkpoint of a seed was written. */
  onSaved?(seed: number): void
}

/** The engine of strategies that train nothing: doubles on the host. */
export const HOST_ENGINE: EngineInfo = {
  name: 'host',
  version: process.versions.v8,
  device: 'cpu',
  threads: 1,
  node: process.versions.node,
}

/** Trains and scores one split on this thread. */
export async function trainSplit(
  task: SplitTask,
  signal: AbortSignal,
  progress: SplitProgress = {},
): Promise<SplitResult> {
  return runSplit(await splitRunOf(task, signal, progress))
}

/** Trains seeds of one split on this thread and keeps their checkpoints. */
export async function trainSeedsOf(
  task: SplitTask,
  signal: AbortSignal,
  progress: SplitProgress = {},
): Promise<void> {
  await trainSplitSeeds(await splitRunOf(task, signal, progress))
}

async function splitRunOf(
  task: SplitTask,
  signal: AbortSignal,
  { onSaved, ...progress }: SplitProgress,
): Promise<SplitRun> {
  const strategy = await strategyByName(task.strategy)
  return {
    market: marketData(task.arrays),
    strategy,
    config: strategy.parseConfig(task.config),
    split: task.split,
    seeds: task.seeds,
    checkpoints: observed(folderCheckpoints(task.checkpointFolder), onSaved),
    cache: task.cacheFolder,
    engine: strategy.trains ? await engineNamed(task) : HOST_ENGINE,
    lastCloses: task.lastCloses,
    signal,
    ...progress,
  }
}

function observed(
  store: CheckpointStore,
  onSaved: (seed: number) => void = () => {},
): CheckpointStore {
  return {
    load: store.load,
    async save(split, seed, dataHash, trained) {
      await store.save(split, seed, dataHash, trained)
      onSaved(seed)
    },
  }
}

async function engineNamed({ engine: name, engineOptions }: SplitTask): Promise<EngineInfo> {
  const { isEngineName, openEngine } = await import('../../src/tensor/engine/engine.js')
  return openEngine(isEngineName(name) ? name : 'auto', engineOptions)
}
