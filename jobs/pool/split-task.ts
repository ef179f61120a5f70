import type { MarketArrays } from '../../src/characteristics/market-data.js'
import type { EngineInfo, Split, SplitSource, TrainingEpoch } from '../../src/results.js'
import type { ComponentBooks } from '../../src/strategy/component-books.js'
import type { EngineOptions } from '../../src/tensor/engine/engine.js'

/** One split to train and score: plain values and shared arrays, ready to be sent to a thread. */
export interface SplitTask {
  readonly arrays: MarketArrays
  readonly strategy: string
  readonly config: Record<string, unknown>
  readonly split: Split
  /** Splits whose parameters a warm start goes back to, in order. */
  readonly earlier?: readonly Split[]
  readonly seeds: readonly number[]
  readonly engine: string
  readonly engineOptions: EngineOptions
  /** `<home>/checkpoints/<run id>` */
  readonly checkpointFolder: string
  /** `<home>/cache`: intermediate results that runs share and that can be recomputed. */
  readonly cacheFolder: string
  readonly lastCloses: Float64Array
  /** Books of the runs that the strategy blends, and the published splits that they are of. */
  readonly components?: readonly ComponentBooks[]
  readonly sources?: readonly SplitSource[]
  /** Trains `seeds`, saves their checkpoints, and scores nothing. */
  readonly trainOnly?: boolean
}

/** Callbacks while one split is trained and scored. */
export interface SplitObserver {
  onEpoch?(epoch: TrainingEpoch, epochCount: number): void
  onDate?(done: number, count: number): void
  /** The checkpoint of a seed was written, of the split or of one before it that it starts from. */
  onSaved?(seed: number, split: string): void
}

/** The engine of strategies that need no TensorFlow: doubles on the host. */
export const HOST_ENGINE: EngineInfo = {
  name: 'host',
  version: process.versions.v8,
  device: 'cpu',
  threads: 1,
  node: process.versions.node,
}
