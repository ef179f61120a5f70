/**
 * The records between compute and store: plain values, no tensors, no SQL. `series.ts` declares what is
 * stored of a date.
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

/** A number that training measured under a name of its own. */
export interface NamedValue {
  readonly name: string
  readonly value: number
}

/** What an epoch of training measured; null (or NaN) where the method does not measure it. */
export interface TrainingEpoch {
  readonly seed: number
  readonly epoch: number
  readonly loss: number | null
  /** Annualised, training costs, mean over blocks. */
  readonly netSharpe: number | null
  readonly grossSharpe: number | null
  readonly turnover: number | null
  readonly explainedVariance: number | null
  readonly effectiveFactors: number | null
  /** What else the method measures, e.g. `{ name: 'perplexity', value: 41.5 }`. */
  readonly metrics: readonly NamedValue[]
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
  /**
   * `[n]` asset weights, `Σ|w| = 1`, or less (at most `SplitResult.grossExposureLimit`) with a volatility
   * target, or all 0 where nothing is traded.
   */
  readonly book: Float32Array
  readonly factors?: DecidedFactors
  readonly predictions?: Predictions
  /** The prior of the latent factors, seen before the date. */
  readonly latents?: LatentFactors
  readonly codes?: Codes
  readonly agents?: DecidedAgents
  /** `[M]`, `Σ c = 1`: the weight of each component, in the order of the run's setting `runs`. */
  readonly components?: Float32Array
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
 * Normal distributions of L latent factors, in the unit of the label: `[L]` each, NaN on a date without
 * a universe (of a posterior: without returns). L is not K.
 */
export interface LatentFactors {
  readonly mean: Float32Array
  readonly risk: Float32Array
}

/** Entries of the codebooks that a date's inputs fall on, known before it. */
export interface Codes {
  /** `[n]`, of each asset's newest bars; NaN where it has none. */
  readonly timeSeries?: Float32Array
  /** `[1]`, of the newest date of the whole market. */
  readonly crossSection?: Float32Array
}

/**
 * Trades of agents that hold one asset each, in an account of its own: `[n]`, NaN where the asset has no
 * agent.
 */
export interface DecidedAgents {
  /** 0: sell all, 1: hold, 2: buy all. */
  readonly action: Float32Array
  /** Whole shares held over the date, of an index of the asset's returns. */
  readonly shares: Float32Array
  /** Value traded as a share of the account's. */
  readonly turnover: Float32Array
}

/** What came of them, `[n]`. */
export interface RealisedAgents {
  /** Return of the account before costs. */
  readonly gross: Float32Array
  /** Of the account at the close of the date. */
  readonly value: Float32Array
}

/** A date of a split: what was decided for it, and what then happened. */
export interface DayResult extends Decision {
  readonly date: string
  /** Null on a date that has not happened yet. */
  readonly realised: RealisedDay | null
}

/** What happened on a date. A method without factors leaves that part out. */
export interface RealisedDay {
  /** `[n]` simple returns, NaN where missing. */
  readonly returns: Float64Array
  readonly factors?: RealisedFactors
  /**
   * The posterior of the latent factors, which sees the returns of the date; absent where the method has
   * none, and where its target ends after the date.
   */
  readonly latents?: LatentFactors
  readonly agents?: RealisedAgents
}

export interface RealisedFactors {
  /** `[K]` */
  readonly returns: Float32Array
  /** `[n]`, NaN where the return is missing and for factor portfolios. */
  readonly residuals?: Float32Array
}

/** A published split of another run, which a split was made of. */
export interface SplitSource {
  readonly runId: string
  readonly split: string
  /** The data version of that publication. */
  readonly version: number
  /** Key of its arrays, which never change. */
  readonly contentId: number
}

/** Which encoder a codebook belongs to. */
export type CodebookModule = 'TIME_SERIES' | 'CROSS_SECTION'

/** A codebook as training left it. */
export interface TrainedCodebook {
  readonly module: CodebookModule
  /** `[K]`, how often each code was chosen on the dates of the train range. */
  readonly usageTrain: Float64Array
}

/** A trained and scored split, ready to publish. */
export interface SplitResult {
  readonly split: Split
  /** The panel's asset axis: the symbols that `Decision.columns` points into. */
  readonly assets: readonly string[]
  readonly factorCount: number
  /** L; none where left out. */
  readonly latentCount?: number
  readonly codebooks?: readonly TrainedCodebook[]
  /** M; none where left out. */
  readonly componentCount?: number
  readonly characteristics: readonly { readonly name: string; readonly group: string }[]
  readonly bookSeeds: readonly number[]
  /** Largest `Σ|w|` of a book where books are scaled to a volatility; 1 exactly where left out. */
  readonly grossExposureLimit?: number
  readonly training: readonly TrainingEpoch[]
  readonly trainSeconds: number
  readonly engine: EngineInfo
  /** Chronological test dates; the live split ends with one unrealised day, its `nextDate`. */
  readonly days: readonly DayResult[]
  /** Last unadjusted close of each asset, for orders; NaN where unknown. Live split only. */
  readonly lastCloses: Float64Array | null
}
