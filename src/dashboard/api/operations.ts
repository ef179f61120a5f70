/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { type Operation, operation } from './operation.js'
/** How net return is attributed; cost is a row of its own. */
export type AttributionBy =
  /** One contribution per asset with a position, and one of cost. */
  | 'ASSET'
  /** One contribution per factor, one of the residuals, and one of cost. */
  | 'FACTOR'
  /** One contribution per sector, and one of cost. */
  | 'SECTOR';

/** What the codes of a codebook describe. */
export type CodebookModule =
  /** One code a date, of all assets together. */
  | 'CROSS_SECTION'
  /** A code for each asset and date, of its own newest bars. */
  | 'TIME_SERIES';

/** Kind of failure of a job. */
export type FailureKind =
  /** An unexpected error: a bug of the program. */
  | 'BUG'
  /** Wrong data or settings: a person must correct them. */
  | 'DATA'
  /** Workers lost their heartbeat in several attempts. */
  | 'LOST'
  /** Out of memory, with a smaller batch too. */
  | 'MEMORY'
  /** A cause outside the program, such as the network: the job is retried. */
  | 'RETRYABLE';

/** Status of a job. */
export type JobStatus =
  /** Cancelled before it was done. */
  | 'CANCELLED'
  /** Finished; `outcome` reports what it did. */
  | 'DONE'
  /** Failed and not retried: `failure` is the reason, `remedy` what a person can do. */
  | 'FAILED'
  /** Waiting for a worker, or for its next attempt. */
  | 'QUEUED'
  /** Executed by a worker. */
  | 'RUNNING';

/** Weight of an asset in a portfolio. */
export type PositionInput = {
  /** Symbol of the asset, spelled as in the price file. */
  readonly symbol: string;
  /** Weight, negative where short, in any unit; trades and volatilities have the same unit. */
  readonly weight: number;
};

/** Status of a run. */
export type RunStatus =
  /** Every split was attempted; the run may answer for its strategy. */
  | 'DONE'
  /** None of its splits could be computed. */
  | 'FAILED'
  /** Not begun. */
  | 'QUEUED'
  /** Being computed, or interrupted: the same backtest command resumes it. */
  | 'RUNNING';

/** How serious a finding is. */
export type Severity =
  /** The data are unusable as they are. */
  | 'ERROR'
  /** Unusual, and handled. */
  | 'NOTE'
  /** Probably wrong; results may depend on it. */
  | 'WARNING';

/** Status of a split; only a PUBLISHED split has results. */
export type SplitStatus =
  /** Not computed: `failure` is the reason. Curves have a gap there. */
  | 'FAILED'
  /** Published: it has results. */
  | 'PUBLISHED'
  /** Not begun. */
  | 'QUEUED'
  /** Being computed. */
  | 'RUNNING';

/** Kind of a strategy. */
export type StrategyKind =
  /** Trains nothing: a method that the others are compared with, or a blend of them. */
  | 'BASELINE'
  /** Predicts returns and trades their ranking. */
  | 'PREDICTOR'
  /** Factors or policy trained on the objective. */
  | 'TRAINED';

export type CatalogueQueryVariables = Exact<{
  dataset?: string | null | undefined;
}>;


export type CatalogueQuery = { readonly dataVersion: VersionFragment, readonly datasets: ReadonlyArray<{ readonly name: string, readonly assetCount: number, readonly rowCount: number, readonly calendar: string, readonly datesPerYear: number, readonly hash: string, readonly createdAt: string, readonly range: { readonly from: string, readonly to: string } }>, readonly strategies: ReadonlyArray<{ readonly name: string, readonly title: string, readonly description: string, readonly kind: StrategyKind, readonly hasFactors: boolean, readonly hasResiduals: boolean, readonly hasPredictions: boolean, readonly hasCodebook: boolean, readonly hasAgents: boolean, readonly hasComponents: boolean }>, readonly splits: ReadonlyArray<{ readonly name: string, readonly strategy: string, readonly status: SplitStatus, readonly failure: string | null, readonly warnings: ReadonlyArray<string>, readonly live: boolean, readonly version: number, readonly publishedAt: string | null, readonly nextDate: string | null, readonly assetCount: number, readonly factorCount: number, readonly latentCount: number, readonly seed: number, readonly bookSeeds: ReadonlyArray<number>, readonly engine: string | null, readonly trainSeconds: number | null, readonly train: { readonly from: string, readonly to: string }, readonly test: { readonly from: string, readonly to: string }, readonly run: { readonly id: string, readonly status: RunStatus, readonly seeds: ReadonlyArray<number>, readonly engine: string | null, readonly commit: string | null, readonly createdAt: string, readonly trials: number, readonly dataset: { readonly name: string } } }> };

export type LatestVersionQueryVariables = Exact<{ [key: string]: never; }>;


export type LatestVersionQuery = { readonly dataVersion: VersionFragment };

export type VersionFragment = { readonly version: number, readonly publishedAt: string | null, readonly latestDate: string | null, readonly ageTradingDays: number | null, readonly latestDates: ReadonlyArray<{ readonly dataset: string, readonly latestDate: string | null }> };

export type FiguresQueryVariables = Exact<{
  run: string | number;
  shown: boolean;
  from?: string | null | undefined;
  to?: string | null | undefined;
  tradingCostBps?: number | null | undefined;
  shortCostBps?: number | null | undefined;
  lag?: number | null | undefined;
}>;


export type FiguresQuery = { readonly run: { readonly measures: FigureFragment, readonly splits?: ReadonlyArray<{ readonly name: string, readonly test: { readonly from: string, readonly to: string }, readonly measures: FigureFragment, readonly pnlSeries: { readonly dates: ReadonlyArray<string>, readonly gross: readonly (number | null)[], readonly net: readonly (number | null)[], readonly hedgedNet: readonly (number | null)[], readonly turnover: readonly (number | null)[], readonly shortExposure: readonly (number | null)[] } }> } | null };

export type FigureFragment = { readonly days: number, readonly grossSharpe: number | null, readonly netSharpe: number | null, readonly netSharpeStandardError: number | null, readonly hedgedNetSharpe: number | null, readonly meanGross: number | null, readonly meanNet: number | null, readonly volatility: number | null, readonly maxDrawdown: number | null, readonly turnover: number | null, readonly shortExposure: number | null, readonly breakEvenCostBps: number | null, readonly marketBeta: number | null };

export type AssetInSplitQueryVariables = Exact<{
  symbol: string;
  symbols: ReadonlyArray<string> | string;
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  date: string;
  hasResiduals: boolean;
  hasFactors: boolean;
}>;


export type AssetInSplitQuery = { readonly asset: { readonly symbol: string, readonly name: string | null, readonly sector: string | null, readonly from: string, readonly to: string } | null, readonly split: { readonly residuals?: { readonly edges: ReadonlyArray<{ readonly node: { readonly date: string, readonly value: number } }> }, readonly betas?: ReadonlyArray<{ readonly betas: readonly (number | null)[] }>, readonly weights: ReadonlyArray<WeightFragment>, readonly attribution: ReadonlyArray<PartFragment> } | null };

export type AssetKnownQueryVariables = Exact<{
  symbol: string;
}>;


export type AssetKnownQuery = { readonly asset: { readonly symbol: string } | null };

export type AssetSearchQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type AssetSearchQuery = { readonly assets: { readonly edges: ReadonlyArray<{ readonly node: { readonly symbol: string, readonly name: string | null, readonly sector: string | null, readonly from: string, readonly to: string } }>, readonly pageInfo: { readonly hasNextPage: boolean } } };

export type AssetOverTimeQueryVariables = Exact<{
  symbol: string;
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
}>;


export type AssetOverTimeQuery = { readonly split: { readonly assetHistory: { readonly dates: ReadonlyArray<string>, readonly closes: readonly (number | null)[], readonly returns: readonly (number | null)[], readonly weights: readonly (number | null)[], readonly contributions: readonly (number | null)[] } } | null };

export type ComparisonQueryVariables = Exact<{
  strategies: ReadonlyArray<string> | string;
  dataset?: string | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
  tradingCostBps?: number | null | undefined;
  shortCostBps?: number | null | undefined;
  lag?: number | null | undefined;
}>;


export type ComparisonQuery = { readonly compare: ReadonlyArray<{ readonly strategy: string, readonly days: number, readonly from: string | null, readonly to: string | null, readonly grossSharpe: number | null, readonly netSharpe: number | null, readonly netSharpeStandardError: number | null, readonly hedgedNetSharpe: number | null, readonly hedgedNetSharpeStandardError: number | null, readonly turnover: number | null, readonly differenceToFirst: number | null, readonly differenceLow: number | null, readonly differenceHigh: number | null, readonly hedgedDifferenceToFirst: number | null, readonly hedgedDifferenceLow: number | null, readonly hedgedDifferenceHigh: number | null, readonly rankIC: number | null, readonly rankICDifferenceToFirst: number | null, readonly rankICDifferenceLow: number | null, readonly rankICDifferenceHigh: number | null }> };

export type QualityFindingsQueryVariables = Exact<{
  dataset?: string | null | undefined;
}>;


export type QualityFindingsQuery = { readonly dataset: { readonly name: string, readonly findings: { readonly total: number, readonly rows: ReadonlyArray<{ readonly kind: string, readonly severity: Severity, readonly message: string, readonly count: number, readonly symbol: string | null, readonly date: string | null, readonly until: string | null, readonly file: string | null, readonly line: number | null, readonly version: number }> } | null } | null };

export type HedgePortfolioQueryVariables = Exact<{
  positions: ReadonlyArray<PositionInput> | PositionInput;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  date?: string | null | undefined;
}>;


export type HedgePortfolioQuery = { readonly hedge: { readonly strategy: string, readonly split: string, readonly date: string, readonly exposures: readonly (number | null)[], readonly exposuresAfter: readonly (number | null)[], readonly volatilityBefore: number | null, readonly volatilityAfter: number | null, readonly trades: ReadonlyArray<WeightFragment>, readonly hedged: ReadonlyArray<WeightFragment>, readonly outside: ReadonlyArray<WeightFragment> } };

export type JobQueueQueryVariables = Exact<{ [key: string]: never; }>;


export type JobQueueQuery = { readonly jobs: { readonly workers: number, readonly counts: { readonly queued: number, readonly running: number, readonly done: number, readonly failed: number, readonly cancelled: number }, readonly running: ReadonlyArray<JobRowFragment>, readonly queue: ReadonlyArray<JobRowFragment>, readonly failures: ReadonlyArray<JobRowFragment>, readonly history: ReadonlyArray<JobRowFragment>, readonly nextTicks: ReadonlyArray<{ readonly task: string, readonly at: string | null, readonly cron: string, readonly timeZone: string, readonly exchange: string | null }> } };

export type JobChangesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type JobChangesSubscription = { readonly jobProgress: JobRowFragment };

export type JobRowFragment = { readonly id: string, readonly task: string, readonly split: string | null, readonly seed: number | null, readonly date: string | null, readonly status: JobStatus, readonly attempts: number, readonly createdAt: string, readonly runAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly outcome: string | null, readonly failure: string | null, readonly failureKind: FailureKind | null, readonly remedy: string | null, readonly gpu: boolean, readonly progress: { readonly fraction: number, readonly state: string, readonly secondsLeft: number | null } | null };

export type RunSummaryQueryVariables = Exact<{
  run: string | number;
}>;


export type RunSummaryQuery = { readonly run: { readonly measures: { readonly days: number, readonly netSharpe: number | null, readonly netSharpeStandardError: number | null, readonly hedgedNetSharpe: number | null, readonly hedgedNetSharpeStandardError: number | null, readonly deflatedNetSharpe: number | null, readonly meanNet: number | null, readonly maxDrawdown: number | null, readonly turnover: number | null }, readonly laterByADay: { readonly netSharpe: number | null }, readonly pnlByPeriod: ReadonlyArray<{ readonly period: string, readonly net: number }> } | null };

export type NextBookQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  date: string;
}>;


export type NextBookQuery = { readonly split: { readonly weights: ReadonlyArray<WeightFragment>, readonly orders: ReadonlyArray<{ readonly trade: number }> } | null };

export type WorkQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkQuery = { readonly jobs: { readonly workers: number, readonly counts: { readonly queued: number, readonly running: number, readonly failed: number }, readonly running: ReadonlyArray<JobLineFragment>, readonly failures: ReadonlyArray<JobLineFragment>, readonly nextTicks: ReadonlyArray<{ readonly task: string, readonly at: string | null }> } };

export type JobLineFragment = { readonly id: string, readonly task: string, readonly split: string | null, readonly date: string | null, readonly status: JobStatus, readonly failure: string | null, readonly remedy: string | null, readonly finishedAt: string | null, readonly progress: { readonly fraction: number, readonly state: string, readonly secondsLeft: number | null } | null };

export type ReliabilityQueryVariables = Exact<{
  run: string | number;
  from?: string | null | undefined;
  to?: string | null | undefined;
  tradingCostBps?: number | null | undefined;
  shortCostBps?: number | null | undefined;
  lag?: number | null | undefined;
}>;


export type ReliabilityQuery = { readonly run: { readonly trials: number, readonly measures: TrustedFragment, readonly laterByADay: { readonly grossSharpe: number | null, readonly netSharpe: number | null, readonly hedgedNetSharpe: number | null }, readonly splits: ReadonlyArray<{ readonly name: string, readonly status: SplitStatus, readonly measures: { readonly days: number, readonly turnover: number | null, readonly shortExposure: number | null, readonly netExposure: number | null, readonly effectiveNames: number | null } }> } | null };

export type TrustedFragment = { readonly grossSharpe: number | null, readonly grossSharpeStandardError: number | null, readonly netSharpe: number | null, readonly netSharpeStandardError: number | null, readonly netSharpeLow: number | null, readonly netSharpeHigh: number | null, readonly netSharpeWithoutBestYear: number | null, readonly deflatedNetSharpe: number | null, readonly hedgedNetSharpe: number | null, readonly hedgedNetSharpeStandardError: number | null, readonly hedgedNetSharpeLow: number | null, readonly hedgedNetSharpeHigh: number | null, readonly hedgedNetSharpeWithoutBestYear: number | null, readonly deflatedHedgedNetSharpe: number | null, readonly alpha: number | null, readonly alphaTStatistic: number | null, readonly effectiveNames: number | null, readonly netExposure: number | null };

export type RunBooksQueryVariables = Exact<{
  run: string | number;
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type RunBooksQuery = { readonly run: { readonly splits: ReadonlyArray<{ readonly name: string, readonly bookSeries: { readonly dates: ReadonlyArray<string>, readonly effectiveNames: readonly (number | null)[], readonly grossExposure: readonly (number | null)[], readonly netExposure: readonly (number | null)[], readonly positions: readonly (number | null)[] } }> } | null };

export type RunCapacityQueryVariables = Exact<{
  run: string | number;
  from?: string | null | undefined;
  to?: string | null | undefined;
  tradingCostBps?: number | null | undefined;
  shortCostBps?: number | null | undefined;
}>;


export type RunCapacityQuery = { readonly run: { readonly capacity: { readonly absent: string | null, readonly coveredTurnover: number | null, readonly breakEvenCapital: number | null, readonly fitting: ReadonlyArray<{ readonly share: number, readonly capital: number }>, readonly points: ReadonlyArray<{ readonly capital: number, readonly impact: number, readonly meanNet: number, readonly netSharpe: number | null }> } } | null };

export type RunRankICsQueryVariables = Exact<{
  run: string | number;
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type RunRankICsQuery = { readonly run: { readonly rankICs: ReadonlyArray<{ readonly date: string, readonly ic: number | null, readonly rankIC: number | null, readonly spread: number | null }> } | null };

export type AttributionByQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  by: AttributionBy;
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type AttributionByQuery = { readonly split: { readonly attribution: ReadonlyArray<PartFragment> } | null };

export type AttributionOverTimeQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  by: AttributionBy;
}>;


export type AttributionOverTimeQuery = { readonly split: { readonly attributionByPeriod: { readonly periods: ReadonlyArray<string>, readonly parts: ReadonlyArray<{ readonly label: string, readonly contributions: readonly (number | null)[] }> } } | null };

export type CharacteristicsQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  date: string;
}>;


export type CharacteristicsQuery = { readonly split: { readonly factors: ReadonlyArray<{ readonly index: number, readonly characteristics: ReadonlyArray<{ readonly name: string, readonly group: string, readonly value: number }> }> } | null };

export type CodebookQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  module: CodebookModule;
}>;


export type CodebookQuery = { readonly split: { readonly codebook: { readonly module: CodebookModule, readonly size: number, readonly used: number, readonly perplexityTrain: number, readonly perplexityTest: number | null, readonly persistence: number | null, readonly marketShareOwnDay: number | null, readonly marketShareNextDay: number | null, readonly marketSizeShareOwnDay: number | null, readonly marketSizeShareNextDay: number | null, readonly codes: ReadonlyArray<{ readonly code: number, readonly usageTrain: number, readonly usageTest: number, readonly firstDate: string | null, readonly lastDate: string | null, readonly rankIC: number | null, readonly rankICStandardError: number | null, readonly rankICDays: number, readonly marketReturnOwnDay: number | null, readonly marketSizeOwnDay: number | null, readonly marketReturnNextDay: number | null, readonly marketSizeNextDay: number | null, readonly nearest: ReadonlyArray<{ readonly count: number, readonly asset: { readonly symbol: string, readonly name: string | null, readonly sector: string | null } }>, readonly sectors: ReadonlyArray<{ readonly sector: string, readonly share: number }> }> } } | null };

export type CodesQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  date: string;
  ofAssets: boolean;
}>;


export type CodesQuery = { readonly split: { readonly dateCodes?: ReadonlyArray<{ readonly date: string, readonly code: number }>, readonly assetCodes?: ReadonlyArray<{ readonly code: number, readonly asset: { readonly symbol: string, readonly name: string | null } | null }>, readonly pnlSeries: { readonly dates: ReadonlyArray<string>, readonly net: readonly (number | null)[] } } | null };

export type ComponentsQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
}>;


export type ComponentsQuery = { readonly split: { readonly components: ReadonlyArray<{ readonly split: string, readonly version: number, readonly stale: boolean, readonly run: { readonly id: string } }>, readonly blendWeights: ReadonlyArray<{ readonly date: string, readonly weights: ReadonlyArray<{ readonly weight: number, readonly run: { readonly id: string, readonly strategy: { readonly title: string } } }> }> } | null };

export type FactorsQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
}>;


export type FactorsQuery = { readonly split: { readonly measures: { readonly explainedVariance: number | null }, readonly factors: ReadonlyArray<{ readonly index: number, readonly returns: { readonly dates: ReadonlyArray<string>, readonly values: readonly (number | null)[] } }>, readonly attribution: ReadonlyArray<PartFragment> } | null };

export type FactorRiskQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  date: string;
}>;


export type FactorRiskQuery = { readonly split: { readonly factorCovariance: ReadonlyArray<readonly (number | null)[]> } | null };

export type FactorOnDateQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  date: string;
  factor: number;
}>;


export type FactorOnDateQuery = { readonly split: { readonly factor: { readonly index: number, readonly long: ReadonlyArray<WeightFragment>, readonly short: ReadonlyArray<WeightFragment>, readonly characteristics: ReadonlyArray<{ readonly name: string, readonly group: string, readonly value: number }> } | null } | null };

export type PartFragment = { readonly label: string, readonly exposure: number | null, readonly contribution: number };

export type WeightFragment = { readonly weight: number, readonly asset: { readonly symbol: string, readonly name: string | null, readonly sector: string | null } };

export type FactorOverTimeQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  factor: number;
}>;


export type FactorOverTimeQuery = { readonly split: { readonly factor: { readonly index: number, readonly weightHistory: { readonly dates: ReadonlyArray<string>, readonly rows: ReadonlyArray<{ readonly values: readonly (number | null)[], readonly asset: { readonly symbol: string, readonly name: string | null } }> }, readonly characteristicHistory: { readonly dates: ReadonlyArray<string>, readonly rows: ReadonlyArray<{ readonly name: string, readonly group: string, readonly values: readonly (number | null)[] }> } } | null } | null };

export type LatentsQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
}>;


export type LatentsQuery = { readonly split: { readonly latentFactors: ReadonlyArray<{ readonly date: string, readonly index: number, readonly priorMean: number, readonly priorRisk: number, readonly posteriorMean: number | null, readonly posteriorRisk: number | null }> } | null };

export type OrdersQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  capital?: number | null | undefined;
  lot?: number | null | undefined;
  hedge?: boolean | null | undefined;
}>;


export type OrdersQuery = { readonly split: { readonly orders: ReadonlyArray<{ readonly currentWeight: number, readonly targetWeight: number, readonly trade: number, readonly price: number | null, readonly notional: number | null, readonly shares: number | null, readonly decidedAt: string, readonly for: string, readonly asset: { readonly symbol: string, readonly name: string | null, readonly sector: string | null } }> } | null };

export type PredictionsQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  date: string;
}>;


export type PredictionsQuery = { readonly split: { readonly predictions: ReadonlyArray<{ readonly mean: number, readonly risk: number, readonly rank: number, readonly score: number, readonly asset: { readonly symbol: string, readonly name: string | null, readonly sector: string | null } }> } | null };

export type PredictionFiguresQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
}>;


export type PredictionFiguresQuery = { readonly split: { readonly rankICs: ReadonlyArray<{ readonly date: string, readonly rankIC: number | null, readonly spread: number | null }>, readonly predictionMeasures: { readonly days: number, readonly rankIC: number | null, readonly rankICStandardError: number | null, readonly rankICIR: number | null, readonly rankICLag1: number | null, readonly spread: number | null, readonly riskRankIC: number | null, readonly coverage90: number | null, readonly zStandardDeviation: number | null, readonly reliability: ReadonlyArray<{ readonly from: number, readonly to: number | null, readonly share: number, readonly expected: number }> } } | null };

export type ResidualsQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  date: string;
}>;


export type ResidualsQuery = { readonly split: { readonly residualVector: { readonly assets: ReadonlyArray<string>, readonly values: readonly (number | null)[], readonly version: number }, readonly weights: ReadonlyArray<WeightFragment> } | null };

export type TrainingQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
}>;


export type TrainingQuery = { readonly split: { readonly training: ReadonlyArray<{ readonly seed: number, readonly epoch: number, readonly loss: number | null, readonly netSharpe: number | null, readonly grossSharpe: number | null, readonly turnover: number | null, readonly explainedVariance: number | null, readonly effectiveFactors: number | null, readonly best: boolean }> } | null };

export type WeightsQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
  date: string;
}>;


export type WeightsQuery = { readonly split: { readonly weights: ReadonlyArray<WeightFragment> } | null };

export type SectorsQueryVariables = Exact<{
  split: string;
  strategy?: string | null | undefined;
  dataset?: string | null | undefined;
}>;


export type SectorsQuery = { readonly split: { readonly attribution: ReadonlyArray<PartFragment> } | null };

export const Catalogue: Operation<CatalogueQuery, CatalogueQueryVariables> = operation('Catalogue', `query Catalogue($dataset: String) {
  dataVersion {
    ...Version
  }
  datasets {
    name
    range {
      from
      to
    }
    assetCount
    rowCount
    calendar
    datesPerYear
    hash
    createdAt
  }
  strategies {
    name
    title
    description
    kind
    hasFactors
    hasResiduals
    hasPredictions
    hasCodebook
    hasAgents
    hasComponents
  }
  splits(dataset: $dataset) {
    name
    strategy
    status
    failure
    warnings
    live
    version
    publishedAt
    nextDate
    train {
      from
      to
    }
    test {
      from
      to
    }
    assetCount
    factorCount
    latentCount
    seed
    bookSeeds
    engine
    trainSeconds
    run {
      id
      status
      seeds
      engine
      commit
      createdAt
      trials
      dataset {
        name
      }
    }
  }
}

fragment Version on DataVersion {
  version
  publishedAt
  latestDate
  ageTradingDays
  latestDates {
    dataset
    latestDate
  }
}`)

export const LatestVersion: Operation<LatestVersionQuery, LatestVersionQueryVariables> = operation('LatestVersion', `query LatestVersion {
  dataVersion {
    ...Version
  }
}

fragment Version on DataVersion {
  version
  publishedAt
  latestDate
  ageTradingDays
  latestDates {
    dataset
    latestDate
  }
}`)

export const Figures: Operation<FiguresQuery, FiguresQueryVariables> = operation('Figures', `query Figures($run: ID!, $shown: Boolean!, $from: Date, $to: Date, $tradingCostBps: Float, $shortCostBps: Float, $lag: Int) {
  run(id: $run) {
    measures(
      from: $from
      to: $to
      tradingCostBps: $tradingCostBps
      shortCostBps: $shortCostBps
      lag: $lag
    ) {
      ...Figure
    }
    splits @include(if: $shown) {
      name
      test {
        from
        to
      }
      measures(
        tradingCostBps: $tradingCostBps
        shortCostBps: $shortCostBps
        lag: $lag
      ) {
        ...Figure
      }
      pnlSeries(
        tradingCostBps: $tradingCostBps
        shortCostBps: $shortCostBps
        lag: $lag
      ) {
        dates
        gross
        net
        hedgedNet
        turnover
        shortExposure
      }
    }
  }
}

fragment Figure on Measures {
  days
  grossSharpe
  netSharpe
  netSharpeStandardError
  hedgedNetSharpe
  meanGross
  meanNet
  volatility
  maxDrawdown
  turnover
  shortExposure
  breakEvenCostBps
  marketBeta
}`)

export const AssetInSplit: Operation<AssetInSplitQuery, AssetInSplitQueryVariables> = operation('AssetInSplit', `query AssetInSplit($symbol: String!, $symbols: [String!]!, $split: String!, $strategy: String, $dataset: String, $date: Date!, $hasResiduals: Boolean!, $hasFactors: Boolean!) {
  asset(symbol: $symbol) {
    symbol
    name
    sector
    from
    to
  }
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    residuals(assets: $symbols, first: 1000) @include(if: $hasResiduals) {
      edges {
        node {
          date
          value
        }
      }
    }
    betas(assets: $symbols, date: $date) @include(if: $hasFactors) {
      betas
    }
    weights(date: $date) {
      ...Weight
    }
    attribution(by: ASSET) {
      ...Part
    }
  }
}

fragment Weight on AssetWeight {
  asset {
    symbol
    name
    sector
  }
  weight
}

fragment Part on Attribution {
  label
  exposure
  contribution
}`)

export const AssetKnown: Operation<AssetKnownQuery, AssetKnownQueryVariables> = operation('AssetKnown', `query AssetKnown($symbol: String!) {
  asset(symbol: $symbol) {
    symbol
  }
}`)

export const AssetSearch: Operation<AssetSearchQuery, AssetSearchQueryVariables> = operation('AssetSearch', `query AssetSearch($search: String) {
  assets(search: $search, first: 50) {
    edges {
      node {
        symbol
        name
        sector
        from
        to
      }
    }
    pageInfo {
      hasNextPage
    }
  }
}`)

export const AssetOverTime: Operation<AssetOverTimeQuery, AssetOverTimeQueryVariables> = operation('AssetOverTime', `query AssetOverTime($symbol: String!, $split: String!, $strategy: String, $dataset: String) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    assetHistory(symbol: $symbol) {
      dates
      closes
      returns
      weights
      contributions
    }
  }
}`)

export const Comparison: Operation<ComparisonQuery, ComparisonQueryVariables> = operation('Comparison', `query Comparison($strategies: [String!]!, $dataset: String, $from: Date, $to: Date, $tradingCostBps: Float, $shortCostBps: Float, $lag: Int) {
  compare(
    strategies: $strategies
    dataset: $dataset
    from: $from
    to: $to
    tradingCostBps: $tradingCostBps
    shortCostBps: $shortCostBps
    lag: $lag
  ) {
    strategy
    days
    from
    to
    grossSharpe
    netSharpe
    netSharpeStandardError
    hedgedNetSharpe
    hedgedNetSharpeStandardError
    turnover
    differenceToFirst
    differenceLow
    differenceHigh
    hedgedDifferenceToFirst
    hedgedDifferenceLow
    hedgedDifferenceHigh
    rankIC
    rankICDifferenceToFirst
    rankICDifferenceLow
    rankICDifferenceHigh
  }
}`)

export const QualityFindings: Operation<QualityFindingsQuery, QualityFindingsQueryVariables> = operation('QualityFindings', `query QualityFindings($dataset: String) {
  dataset(name: $dataset) {
    name
    findings(first: 300) {
      total
      rows {
        kind
        severity
        message
        count
        symbol
        date
        until
        file
        line
        version
      }
    }
  }
}`)

export const HedgePortfolio: Operation<HedgePortfolioQuery, HedgePortfolioQueryVariables> = operation('HedgePortfolio', `query HedgePortfolio($positions: [PositionInput!]!, $strategy: String, $dataset: String, $date: Date) {
  hedge(
    positions: $positions
    strategy: $strategy
    dataset: $dataset
    date: $date
  ) {
    strategy
    split
    date
    exposures
    exposuresAfter
    trades {
      ...Weight
    }
    hedged {
      ...Weight
    }
    outside {
      ...Weight
    }
    volatilityBefore
    volatilityAfter
  }
}

fragment Weight on AssetWeight {
  asset {
    symbol
    name
    sector
  }
  weight
}`)

export const JobQueue: Operation<JobQueueQuery, JobQueueQueryVariables> = operation('JobQueue', `query JobQueue {
  jobs {
    workers
    counts {
      queued
      running
      done
      failed
      cancelled
    }
    running(first: 100) {
      ...JobRow
    }
    queue(first: 100) {
      ...JobRow
    }
    failures(first: 50) {
      ...JobRow
    }
    history(first: 50) {
      ...JobRow
    }
    nextTicks {
      task
      at
      cron
      timeZone
      exchange
    }
  }
}

fragment JobRow on Job {
  id
  task
  split
  seed
  date
  status
  attempts
  createdAt
  runAt
  startedAt
  finishedAt
  outcome
  failure
  failureKind
  remedy
  gpu
  progress {
    fraction
    state
    secondsLeft
  }
}`)

export const JobChanges: Operation<JobChangesSubscription, JobChangesSubscriptionVariables> = operation('JobChanges', `subscription JobChanges {
  jobProgress {
    ...JobRow
  }
}

fragment JobRow on Job {
  id
  task
  split
  seed
  date
  status
  attempts
  createdAt
  runAt
  startedAt
  finishedAt
  outcome
  failure
  failureKind
  remedy
  gpu
  progress {
    fraction
    state
    secondsLeft
  }
}`)

export const RunSummary: Operation<RunSummaryQuery, RunSummaryQueryVariables> = operation('RunSummary', `query RunSummary($run: ID!) {
  run(id: $run) {
    measures {
      days
      netSharpe
      netSharpeStandardError
      hedgedNetSharpe
      hedgedNetSharpeStandardError
      deflatedNetSharpe
      meanNet
      maxDrawdown
      turnover
    }
    laterByADay: measures(lag: 1) {
      netSharpe
    }
    pnlByPeriod(by: MONTH) {
      period
      net
    }
  }
}`)

export const NextBook: Operation<NextBookQuery, NextBookQueryVariables> = operation('NextBook', `query NextBook($split: String!, $strategy: String, $dataset: String, $date: Date!) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    weights(date: $date) {
      ...Weight
    }
    orders {
      trade
    }
  }
}

fragment Weight on AssetWeight {
  asset {
    symbol
    name
    sector
  }
  weight
}`)

export const Work: Operation<WorkQuery, WorkQueryVariables> = operation('Work', `query Work {
  jobs {
    workers
    counts {
      queued
      running
      failed
    }
    running(first: 5) {
      ...JobLine
    }
    failures(first: 5) {
      ...JobLine
    }
    nextTicks {
      task
      at
    }
  }
}

fragment JobLine on Job {
  id
  task
  split
  date
  status
  failure
  remedy
  finishedAt
  progress {
    fraction
    state
    secondsLeft
  }
}`)

export const Reliability: Operation<ReliabilityQuery, ReliabilityQueryVariables> = operation('Reliability', `query Reliability($run: ID!, $from: Date, $to: Date, $tradingCostBps: Float, $shortCostBps: Float, $lag: Int) {
  run(id: $run) {
    trials
    measures(
      from: $from
      to: $to
      tradingCostBps: $tradingCostBps
      shortCostBps: $shortCostBps
      lag: $lag
    ) {
      ...Trusted
    }
    laterByADay: measures(
      from: $from
      to: $to
      tradingCostBps: $tradingCostBps
      shortCostBps: $shortCostBps
      lag: 1
    ) {
      grossSharpe
      netSharpe
      hedgedNetSharpe
    }
    splits {
      name
      status
      measures(
        tradingCostBps: $tradingCostBps
        shortCostBps: $shortCostBps
        lag: $lag
      ) {
        days
        turnover
        shortExposure
        netExposure
        effectiveNames
      }
    }
  }
}

fragment Trusted on Measures {
  grossSharpe
  grossSharpeStandardError
  netSharpe
  netSharpeStandardError
  netSharpeLow
  netSharpeHigh
  netSharpeWithoutBestYear
  deflatedNetSharpe
  hedgedNetSharpe
  hedgedNetSharpeStandardError
  hedgedNetSharpeLow
  hedgedNetSharpeHigh
  hedgedNetSharpeWithoutBestYear
  deflatedHedgedNetSharpe
  alpha
  alphaTStatistic
  effectiveNames
  netExposure
}`)

export const RunBooks: Operation<RunBooksQuery, RunBooksQueryVariables> = operation('RunBooks', `query RunBooks($run: ID!, $from: Date, $to: Date) {
  run(id: $run) {
    splits {
      name
      bookSeries(from: $from, to: $to) {
        dates
        effectiveNames
        grossExposure
        netExposure
        positions
      }
    }
  }
}`)

export const RunCapacity: Operation<RunCapacityQuery, RunCapacityQueryVariables> = operation('RunCapacity', `query RunCapacity($run: ID!, $from: Date, $to: Date, $tradingCostBps: Float, $shortCostBps: Float) {
  run(id: $run) {
    capacity(
      from: $from
      to: $to
      tradingCostBps: $tradingCostBps
      shortCostBps: $shortCostBps
    ) {
      absent
      coveredTurnover
      breakEvenCapital
      fitting {
        share
        capital
      }
      points {
        capital
        impact
        meanNet
        netSharpe
      }
    }
  }
}`)

export const RunRankICs: Operation<RunRankICsQuery, RunRankICsQueryVariables> = operation('RunRankICs', `query RunRankICs($run: ID!, $from: Date, $to: Date) {
  run(id: $run) {
    rankICs(from: $from, to: $to) {
      date
      ic
      rankIC
      spread
    }
  }
}`)

export const AttributionBy: Operation<AttributionByQuery, AttributionByQueryVariables> = operation('AttributionBy', `query AttributionBy($split: String!, $strategy: String, $dataset: String, $by: AttributionBy!, $from: Date, $to: Date) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    attribution(by: $by, from: $from, to: $to) {
      ...Part
    }
  }
}

fragment Part on Attribution {
  label
  exposure
  contribution
}`)

export const AttributionOverTime: Operation<AttributionOverTimeQuery, AttributionOverTimeQueryVariables> = operation('AttributionOverTime', `query AttributionOverTime($split: String!, $strategy: String, $dataset: String, $by: AttributionBy!) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    attributionByPeriod(by: $by, top: 12) {
      periods
      parts {
        label
        contributions
      }
    }
  }
}`)

export const Characteristics: Operation<CharacteristicsQuery, CharacteristicsQueryVariables> = operation('Characteristics', `query Characteristics($split: String!, $strategy: String, $dataset: String, $date: Date!) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    factors {
      index
      characteristics(date: $date, top: 200) {
        name
        group
        value
      }
    }
  }
}`)

export const Codebook: Operation<CodebookQuery, CodebookQueryVariables> = operation('Codebook', `query Codebook($split: String!, $strategy: String, $dataset: String, $module: CodebookModule!) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    codebook(module: $module) {
      module
      size
      used
      perplexityTrain
      perplexityTest
      persistence
      marketShareOwnDay
      marketShareNextDay
      marketSizeShareOwnDay
      marketSizeShareNextDay
      codes {
        code
        usageTrain
        usageTest
        firstDate
        lastDate
        rankIC
        rankICStandardError
        rankICDays
        marketReturnOwnDay
        marketSizeOwnDay
        marketReturnNextDay
        marketSizeNextDay
        nearest {
          asset {
            symbol
            name
            sector
          }
          count
        }
        sectors {
          sector
          share
        }
      }
    }
  }
}`)

export const Codes: Operation<CodesQuery, CodesQueryVariables> = operation('Codes', `query Codes($split: String!, $strategy: String, $dataset: String, $date: Date!, $ofAssets: Boolean!) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    dateCodes: codes(module: CROSS_SECTION) @skip(if: $ofAssets) {
      date
      code
    }
    assetCodes: codes(module: TIME_SERIES, from: $date, to: $date) @include(if: $ofAssets) {
      code
      asset {
        symbol
        name
      }
    }
    pnlSeries {
      dates
      net
    }
  }
}`)

export const Components: Operation<ComponentsQuery, ComponentsQueryVariables> = operation('Components', `query Components($split: String!, $strategy: String, $dataset: String) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    components {
      run {
        id
      }
      split
      version
      stale
    }
    blendWeights {
      date
      weights {
        run {
          id
          strategy {
            title
          }
        }
        weight
      }
    }
  }
}`)

export const Factors: Operation<FactorsQuery, FactorsQueryVariables> = operation('Factors', `query Factors($split: String!, $strategy: String, $dataset: String) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    measures {
      explainedVariance
    }
    factors {
      index
      returns {
        dates
        values
      }
    }
    attribution(by: FACTOR) {
      ...Part
    }
  }
}

fragment Part on Attribution {
  label
  exposure
  contribution
}`)

export const FactorRisk: Operation<FactorRiskQuery, FactorRiskQueryVariables> = operation('FactorRisk', `query FactorRisk($split: String!, $strategy: String, $dataset: String, $date: Date!) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    factorCovariance(date: $date)
  }
}`)

export const FactorOnDate: Operation<FactorOnDateQuery, FactorOnDateQueryVariables> = operation('FactorOnDate', `query FactorOnDate($split: String!, $strategy: String, $dataset: String, $date: Date!, $factor: Int!) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    factor(index: $factor) {
      index
      long: weights(date: $date, side: LONG, top: 15) {
        ...Weight
      }
      short: weights(date: $date, side: SHORT, top: 15) {
        ...Weight
      }
      characteristics(date: $date, top: 15) {
        name
        group
        value
      }
    }
  }
}

fragment Weight on AssetWeight {
  asset {
    symbol
    name
    sector
  }
  weight
}`)

export const FactorOverTime: Operation<FactorOverTimeQuery, FactorOverTimeQueryVariables> = operation('FactorOverTime', `query FactorOverTime($split: String!, $strategy: String, $dataset: String, $factor: Int!) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    factor(index: $factor) {
      index
      weightHistory {
        dates
        rows {
          asset {
            symbol
            name
          }
          values
        }
      }
      characteristicHistory(top: 15) {
        dates
        rows {
          name
          group
          values
        }
      }
    }
  }
}`)

export const Latents: Operation<LatentsQuery, LatentsQueryVariables> = operation('Latents', `query Latents($split: String!, $strategy: String, $dataset: String) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    latentFactors {
      date
      index
      priorMean
      priorRisk
      posteriorMean
      posteriorRisk
    }
  }
}`)

export const Orders: Operation<OrdersQuery, OrdersQueryVariables> = operation('Orders', `query Orders($split: String!, $strategy: String, $dataset: String, $capital: Float, $lot: Int, $hedge: Boolean) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    orders(capital: $capital, lot: $lot, hedge: $hedge) {
      asset {
        symbol
        name
        sector
      }
      currentWeight
      targetWeight
      trade
      price
      notional
      shares
      decidedAt
      for
    }
  }
}`)

export const Predictions: Operation<PredictionsQuery, PredictionsQueryVariables> = operation('Predictions', `query Predictions($split: String!, $strategy: String, $dataset: String, $date: Date!) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    predictions(date: $date) {
      asset {
        symbol
        name
        sector
      }
      mean
      risk
      rank
      score
    }
  }
}`)

export const PredictionFigures: Operation<PredictionFiguresQuery, PredictionFiguresQueryVariables> = operation('PredictionFigures', `query PredictionFigures($split: String!, $strategy: String, $dataset: String) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    rankICs {
      date
      rankIC
      spread
    }
    predictionMeasures {
      days
      rankIC
      rankICStandardError
      rankICIR
      rankICLag1
      spread
      riskRankIC
      coverage90
      zStandardDeviation
      reliability {
        from
        to
        share
        expected
      }
    }
  }
}`)

export const Residuals: Operation<ResidualsQuery, ResidualsQueryVariables> = operation('Residuals', `query Residuals($split: String!, $strategy: String, $dataset: String, $date: Date!) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    residualVector(date: $date) {
      assets
      values
      version
    }
    weights(date: $date) {
      ...Weight
    }
  }
}

fragment Weight on AssetWeight {
  asset {
    symbol
    name
    sector
  }
  weight
}`)

export const Training: Operation<TrainingQuery, TrainingQueryVariables> = operation('Training', `query Training($split: String!, $strategy: String, $dataset: String) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    training {
      seed
      epoch
      loss
      netSharpe
      grossSharpe
      turnover
      explainedVariance
      effectiveFactors
      best
    }
  }
}`)

export const Weights: Operation<WeightsQuery, WeightsQueryVariables> = operation('Weights', `query Weights($split: String!, $strategy: String, $dataset: String, $date: Date!) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    weights(date: $date) {
      ...Weight
    }
  }
}

fragment Weight on AssetWeight {
  asset {
    symbol
    name
    sector
  }
  weight
}`)

export const Sectors: Operation<SectorsQuery, SectorsQueryVariables> = operation('Sectors', `query Sectors($split: String!, $strategy: String, $dataset: String) {
  split(name: $split, strategy: $strategy, dataset: $dataset) {
    attribution(by: SECTOR) {
      ...Part
    }
  }
}

fragment Part on Attribution {
  label
  exposure
  contribution
}`)