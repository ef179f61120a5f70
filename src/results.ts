/**
 * The records between compute and store: plain values, no tensors, no SQL.
 *
 * Weights *at* t were decided on data up to t−1 and earn the return of t (the simple return over
 * t−1 → t). Every record below keeps that convention.
 */

export interface DateRange {
  readonly from: string
  readonly to: string
}

/** One train range, one purge, one test range; the name comes from its dates. */
export interface Split {
  /** `test_<train_end>_<test_end>`, e.g. `test_2019_2020`. */
  readonly name: string
  readonly train: DateRange
  readonly test: DateRange
  /** The test range holds the trading date after the dataset's last. */
  readonly live: boolean
}

/** Which TensorFlow engine computed something. */
export interface EngineInfo {
  readonly name: string
  readonly version: string
  readonly device: string
  readonly threads: number
  readonly node: string
}

export interface TrainingEpoch {
  readonly seed: number
  readonly epoch: number
  /** Null, like the five after it, where a method does not measure it. */
  readonly loss: number | null
  /** Annualised, training costs, mean over blocks. */
  readonly netSharpe: number | null
  readonly grossSharpe: number | null
  readonly turnover: number | null
  readonly explainedVariance: number | null
  readonly effectiveFactors: number | null
  /** What else a method measures, by name: loss terms, perplexity of a codebook. */
  readonly metrics: readonly { readonly name: string; readonly value: number }[]
  /** Whether this epoch's parameters became the checkpoint. */
  readonly best: boolean
}

/**
 * What a strategy decides for a date, from data up to the date before. n is the number of columns, K of
 * factors, M of characteristics. A method without factors or predictions leaves that part out.
 */
export interface Decision {
  /**
   * `[n]` ascending columns of `SplitResult.assets`: the universe of the date, then the factor
   * portfolios that the book may hold beside it.
   */
  readonly columns: Int32Array
  /** `[n]` asset weights, `Σ|w| = 1`, or all 0 where nothing is traded. */
  readonly book: Float32Array
  readonly factors?: DecidedFactors
  readonly predictions?: Predictions
}

export interface DecidedFactors {
  /** `[K, n]`, row k the portfolio of factor k. */
  readonly weights: Float32Array
  /** `[K, n]`, row k the sensitivities to factor k (factor-major, as stored). */
  readonly betas: Float32Array
  /** `[K, M]`: `Σ_i W_ki X_im / Σ_i |W_ki|`. */
  readonly characteristicLoads: Float32Array
}

/** Of the next return over the universe's mean. */
export interface Predictions {
  /** `[n]` */
  readonly mean: Float32Array
  /** `[n]` standard deviation. */
  readonly risk: Float32Array
}

/**
 * Everything stored of one date. n is the size of the date's universe, K the factors, M the
 * characteristics. `universe` holds ascending columns of `SplitResult.assets`.
 */
export interface DayResult {
  readonly date: string
  readonly universe: Int32Array
  /** `[K, n]`, row k the portfolio of factor k. */
  readonly factorWeights: Float32Array
  /** `[K, n]`, row k the sensitivities to factor k (factor-major, as stored). */
  readonly betas: Float32Array
  /** `[n]`, `Σ|w| = 1`, or all 0 where nothing is traded. */
  readonly assetWeights: Float32Array
  /** `[K, M]`: `Σ_i W_ki X_im / Σ_i |W_ki|`. */
  readonly characteristicLoads: Float32Array
  /** What the date brought; null on a date that has not happened yet. */
  readonly realised: RealisedDay | null
}

export interface RealisedDay {
  /** `[n]` simple returns, NaN where missing. */
  readonly returns: Float64Array
  /** `[K]` */
  readonly factorReturns: Float32Array
  /** `[n]`, NaN where the return is missing and of factor portfolios; empty of a method without factors. */
  readonly residuals: Float32Array
}

/** A trained and scored split, ready to publish. */
export interface SplitResult {
  readonly split: Split
  /** The panel's asset axis: the symbols that `DayResult.universe` points into. */
  readonly assets: readonly string[]
  readonly factorCount: number
  readonly characteristics: readonly { readonly name: string; readonly group: string }[]
  readonly bookSeeds: readonly number[]
  readonly training: readonly TrainingEpoch[]
  readonly trainSeconds: number
  readonly engine: EngineInfo
  /** Chronological test dates; the live split ends with one unrealised day, its `nextDate`. */
  readonly days: readonly DayResult[]
  /** Last unadjusted close of each asset, for orders; NaN where unknown. Live split only. */
  readonly lastCloses: Float64Array | null
}
