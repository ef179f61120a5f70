import type { StrategyInfo } from '../catalogue.js'
import type { MarketView } from '../data/source.js'
import type { Execution } from '../execution/settings.js'
import type { SettingsSchema } from '../lib/settings.js'
import type { DateRange, TrainingEpoch } from '../results.js'
import type { Key } from '../tensor/random.js'
import type { ComponentBooks, ComponentNeeds } from './component-books.js'
import type { Decider } from './decider.js'
import type { StrategyInputs } from './inputs.js'

/** One named method: what it reads, how it is trained, how it decides. */
export type Strategy<Config extends Execution = Execution> =
  | TrainedStrategy<Config>
  | RuleStrategy<Config>

interface Method<Config extends Execution> {
  readonly info: StrategyInfo
  readonly defaultSeedCount: number
  /** Its own settings, without those of execution. */
  readonly settings: SettingsSchema
  /** Defaults overlaid with the user's keys; throws a UserError that names key, value and remedy. */
  parseConfig(overrides: Record<string, unknown>): Config
  /** What it reads of the market, and how much memory it needs. */
  inputs(config: Config): StrategyInputs
  /**
   * Runs of the dataset whose books it holds, as its setting `runs` names them; absent where it reads no other run.
   */
  components?(config: Config): ComponentNeeds
  /**
   * Settings that hold about `share` of the memory of a training step; null where they cannot hold
   * less.
   */
  smaller?(config: Config, share: number): Config | null
  /** Throws a UserError where `train`, a range inside the view, is too small for the settings. */
  assertFits?(view: MarketView, train: DateRange, config: Config): void
  /**
   * What decides, from the checkpoints of all seeds in their order; a rule has none. The strategy
   * chooses how its seeds combine.
   */
  restore(checkpoints: readonly Uint8Array[], options: RestoreOptions<Config>): Decider
}

/** Learns parameters: needs an engine, one or more seeds and their checkpoints. */
export interface TrainedStrategy<Config extends Execution = Execution> extends Method<Config> {
  readonly trains: true
  /**
   * Epochs of a split that starts from the parameters of the split before it, as a share of those of a cold one; null
   * where every split starts cold. Absent where the strategy has no warm start.
   */
  warmShare?(config: Config): number | null
  /** Trains one seed on `train`, a range inside the view. */
  fit(view: MarketView, train: DateRange, options: FitOptions<Config>): Promise<Fit>
}

/** Learns nothing: its settings determine every decision. */
export interface RuleStrategy<Config extends Execution = Execution> extends Method<Config> {
  readonly trains: false
}

export interface FitOptions<Config> {
  readonly config: Config
  readonly seed: number
  readonly key: Key
  readonly signal: AbortSignal
  /** The checkpoint of this seed in the split before, for a warm start. */
  readonly start?: Uint8Array
  /** A folder of what can be computed again, shared by runs; none where null. */
  readonly cache?: string | null
  readonly onEpoch: (epoch: TrainingEpoch, epochCount: number) => void
}

interface RestoreOptions<Config> {
  /** The view of `fit`: data to `train.to`. */
  readonly view: MarketView
  readonly train: DateRange
  readonly config: Config
  /** Of a strategy with `components`, in the order of its runs. */
  readonly components?: readonly ComponentBooks[]
  /** As in `FitOptions`. */
  readonly cache?: string | null
}

export interface Fit {
  /** Bit-identical for the same data, seed and engine. */
  readonly checkpoint: Uint8Array
  readonly epochs: readonly TrainingEpoch[]
}
