import type { MarketView } from '../data/source.js'
import type { SettingsSchema } from '../lib/settings.js'
import type { DateRange, TrainingEpoch } from '../results.js'
import type { Key } from '../tensor/random.js'

export type StrategyKind = 'TRAINED' | 'BASELINE' | 'PREDICTOR'

/** What can be said of a method without loading it. */
export interface StrategyInfo {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly kind: StrategyKind
  readonly hasFactors: boolean
  readonly hasResiduals: boolean
}

/** One named method: its pieces, its objective, its settings. */
export interface Strategy<Config extends object = object> extends StrategyInfo {
  /** Whether `fit` uses TensorFlow (else no engine is opened). */
  readonly needsEngine: boolean
  readonly defaultSeedCount: number
  /** Whether it sees the market's factor portfolios: a checkpoint then depends on their returns. */
  readonly needsFactorPortfolios?: boolean
  /** The settings it has of its own, for the documentation and for what a run stores of them. */
  readonly settings?: SettingsSchema
  /** Defaults overlaid with the user's keys; throws a UserError that names key, value and remedy. */
  parseConfig(overrides: Record<string, unknown>): Config
  /** Throws a UserError where the settings ask more than `train`, a range inside the view, can give. */
  assertFits?(view: MarketView, train: DateRange, config: Config): void
  /** Trains one seed on `train`, a range inside the view. Null where the method does not train. */
  fit(view: MarketView, train: DateRange, options: FitOptions<Config>): Promise<Fit>
  /**
   * The fitted member back from its checkpoint. `view` is the view of `fit`: data to `train.to`.
   * `cache` is as in `FitOptions`.
   */
  restore(
    checkpoint: Uint8Array | null,
    view: MarketView,
    train: DateRange,
    config: Config,
    cache?: string | null,
  ): Fitted
}

export interface FitOptions<Config> {
  readonly config: Config
  readonly seed: number
  readonly key: Key
  readonly signal: AbortSignal
  /** A folder of what can be computed again, shared by runs; none where null. */
  readonly cache?: string | null
  readonly onEpoch: (epoch: TrainingEpoch, epochCount: number) => void
}

export interface Fit {
  /** Bit-identical for the same data, seed and engine; null where nothing is trained. */
  readonly checkpoint: Uint8Array | null
  readonly epochs: readonly TrainingEpoch[]
}

/** Factors over the universe of a view's `nextDate`, n assets in ascending column order. */
export interface Factors {
  /** `[K, n]` */
  readonly weights: Float32Array
  /** `[K, n]`, factor-major. */
  readonly betas: Float32Array
  /** `[n]`, 1 where the model covers the asset (its residual means something). */
  readonly covered: Uint8Array
}

/** The last L residuals of m assets, `[m, L]`, oldest first, 0 where missing. */
export interface ResidualWindows {
  /** `[m]` ascending columns of the asset axis, for a policy that remembers its positions. */
  readonly assets: Int32Array
  readonly count: number
  readonly lookback: number
  readonly values: Float32Array
}

/** What one seed learnt, able to decide. Dates are asked for in ascending order, without gaps. */
export interface Fitted {
  readonly factorCount: number
  readonly lookback: number
  /**
   * Dates before the first one wanted that are decided too, and dropped: what a policy remembers
   * of its positions must not depend on where a test range begins. None by default.
   */
  readonly warmUp?: number
  /**
   * How many of the market's factor portfolios its books hold beside the universe; none by default.
   * The factors then speak of the universe and, after it, of these columns.
   */
  readonly factorLegs?: number
  factorsAt(view: MarketView): Factors
  /** Policy weights `[m]` from residual windows. */
  policyAt(windows: ResidualWindows): Float32Array
  dispose(): void
}
