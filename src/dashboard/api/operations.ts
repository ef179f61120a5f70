/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] }
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> =
  | T
  | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never }

import { type Operation, operation } from './operation.js'
/** What the codes of a codebook describe. */
export type CodebookModule =
  /** One code a date, of all assets together. */
  | 'CROSS_SECTION'
  /** A code for each asset and date, of its own newest bars. */
  | 'TIME_SERIES'

/** Status of a run. */
export type RunStatus =
  /** Every split was attempted; the run may answer for its strategy. */
  | 'DONE'
  /** None of its splits could be computed. */
  | 'FAILED'
  /** Not begun. */
  | 'QUEUED'
  /** Being computed, or interrupted: the same backtest command resumes it. */
  | 'RUNNING'

/** Status of a split; only a PUBLISHED split has results. */
export type SplitStatus =
  /** Not computed: `failure` is the reason. Curves have a gap there. */
  | 'FAILED'
  /** Published: it has results. */
  | 'PUBLISHED'
  /** Not begun. */
  | 'QUEUED'
  /** Being computed. */
  | 'RUNNING'

/** Kind of a strategy. */
export type StrategyKind =
  /** A method that the others are compared with. */
  | 'BASELINE'
  /** Predicts returns and trades their ranking. */
  | 'PREDICTOR'
  /** Factors or policy trained on the objective. */
  | 'TRAINED'

export type CatalogueQueryVariables = Exact<{
  dataset?: string | null | undefined
}>

export type CatalogueQuery = {
  readonly dataVersion: VersionFragment
  readonly datasets: ReadonlyArray<{
    readonly name: string
    readonly assetCount: number
    readonly rowCount: number
    readonly calendar: string
    readonly datesPerYear: number
    readonly hash: string
    readonly createdAt: string
    readonly range: { readonly from: string; readonly to: string }
  }>
  readonly strategies: ReadonlyArray<{
    readonly name: string
    readonly title: string
    readonly description: string
    readonly kind: StrategyKind
    readonly hasFactors: boolean
    readonly hasResiduals: boolean
    readonly hasPredictions: boolean
    readonly hasCodebook: boolean
    readonly hasAgents: boolean
  }>
  readonly splits: ReadonlyArray<{
    readonly name: string
    readonly strategy: string
    readonly status: SplitStatus
    readonly failure: string | null
    readonly warnings: ReadonlyArray<string>
    readonly live: boolean
    readonly version: number
    readonly publishedAt: string | null
    readonly nextDate: string | null
    readonly assetCount: number
    readonly factorCount: number
    readonly latentCount: number
    readonly seed: number
    readonly bookSeeds: ReadonlyArray<number>
    readonly engine: string | null
    readonly trainSeconds: number | null
    readonly train: { readonly from: string; readonly to: string }
    readonly test: { readonly from: string; readonly to: string }
    readonly run: {
      readonly id: string
      readonly status: RunStatus
      readonly seeds: ReadonlyArray<number>
      readonly engine: string | null
      readonly commit: string | null
      readonly createdAt: string
      readonly trials: number
      readonly dataset: { readonly name: string }
    }
  }>
}

export type LatestVersionQueryVariables = Exact<{ [key: string]: never }>

export type LatestVersionQuery = { readonly dataVersion: VersionFragment }

export type VersionFragment = {
  readonly version: number
  readonly publishedAt: string | null
  readonly latestDate: string | null
  readonly ageTradingDays: number | null
  readonly latestDates: ReadonlyArray<{
    readonly dataset: string
    readonly latestDate: string | null
  }>
}

export type FiguresQueryVariables = Exact<{
  run: string | number
  shown: boolean
  from?: string | null | undefined
  to?: string | null | undefined
  tradingCostBps?: number | null | undefined
  shortCostBps?: number | null | undefined
  lag?: number | null | undefined
}>

export type FiguresQuery = {
  readonly run: {
    readonly measures: FigureFragment
    readonly splits?: ReadonlyArray<{
      readonly name: string
      readonly test: { readonly from: string; readonly to: string }
      readonly measures: FigureFragment
      readonly pnlSeries: {
        readonly dates: ReadonlyArray<string>
        readonly gross: readonly (number | null)[]
        readonly net: readonly (number | null)[]
        readonly hedgedNet: readonly (number | null)[]
        readonly turnover: readonly (number | null)[]
        readonly shortExposure: readonly (number | null)[]
      }
    }>
  } | null
}

export type FigureFragment = {
  readonly days: number
  readonly grossSharpe: number | null
  readonly netSharpe: number | null
  readonly netSharpeStandardError: number | null
  readonly hedgedNetSharpe: number | null
  readonly meanGross: number | null
  readonly meanNet: number | null
  readonly volatility: number | null
  readonly maxDrawdown: number | null
  readonly turnover: number | null
  readonly shortExposure: number | null
  readonly breakEvenCostBps: number | null
  readonly marketBeta: number | null
}

export type CharacteristicsQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
  date: string
}>

export type CharacteristicsQuery = {
  readonly split: {
    readonly factors: ReadonlyArray<{
      readonly index: number
      readonly characteristics: ReadonlyArray<{
        readonly name: string
        readonly group: string
        readonly value: number
      }>
    }>
  } | null
}

export type CodebookQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
  module: CodebookModule
}>

export type CodebookQuery = {
  readonly split: {
    readonly codebook: {
      readonly module: CodebookModule
      readonly size: number
      readonly used: number
      readonly perplexityTrain: number
      readonly perplexityTest: number | null
      readonly persistence: number | null
      readonly marketShareOwnDay: number | null
      readonly marketShareNextDay: number | null
      readonly marketSizeShareOwnDay: number | null
      readonly marketSizeShareNextDay: number | null
      readonly codes: ReadonlyArray<{
        readonly code: number
        readonly usageTrain: number
        readonly usageTest: number
        readonly firstDate: string | null
        readonly lastDate: string | null
        readonly rankIC: number | null
        readonly rankICStandardError: number | null
        readonly rankICDays: number
        readonly marketReturnOwnDay: number | null
        readonly marketSizeOwnDay: number | null
        readonly marketReturnNextDay: number | null
        readonly marketSizeNextDay: number | null
        readonly nearest: ReadonlyArray<{
          readonly count: number
          readonly asset: {
            readonly symbol: string
            readonly name: string | null
            readonly sector: string | null
          }
        }>
        readonly sectors: ReadonlyArray<{ readonly sector: string; readonly share: number }>
      }>
    }
  } | null
}

export type CodesQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
  date: string
  ofAssets: boolean
}>

export type CodesQuery = {
  readonly split: {
    readonly dateCodes?: ReadonlyArray<{ readonly date: string; readonly code: number }>
    readonly assetCodes?: ReadonlyArray<{
      readonly code: number
      readonly asset: { readonly symbol: string; readonly name: string | null } | null
    }>
    readonly pnlSeries: {
      readonly dates: ReadonlyArray<string>
      readonly net: readonly (number | null)[]
    }
  } | null
}

export type FactorsQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
}>

export type FactorsQuery = {
  readonly split: {
    readonly measures: { readonly explainedVariance: number | null }
    readonly factors: ReadonlyArray<{
      readonly index: number
      readonly returns: {
        readonly dates: ReadonlyArray<string>
        readonly values: readonly (number | null)[]
      }
    }>
    readonly attribution: ReadonlyArray<PartFragment>
  } | null
}

export type FactorOnDateQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
  date: string
  factor: number
}>

export type FactorOnDateQuery = {
  readonly split: {
    readonly factor: {
      readonly index: number
      readonly long: ReadonlyArray<WeightFragment>
      readonly short: ReadonlyArray<WeightFragment>
      readonly characteristics: ReadonlyArray<{
        readonly name: string
        readonly group: string
        readonly value: number
      }>
    } | null
  } | null
}

export type PartFragment = {
  readonly label: string
  readonly exposure: number | null
  readonly contribution: number
}

export type WeightFragment = {
  readonly weight: number
  readonly asset: {
    readonly symbol: string
    readonly name: string | null
    readonly sector: string | null
  }
}

export type LatentsQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
}>

export type LatentsQuery = {
  readonly split: {
    readonly latentFactors: ReadonlyArray<{
      readonly date: string
      readonly index: number
      readonly priorMean: number
      readonly priorRisk: number
      readonly posteriorMean: number | null
      readonly posteriorRisk: number | null
    }>
  } | null
}

export type OrdersQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
  capital?: number | null | undefined
  lot?: number | null | undefined
  hedge?: boolean | null | undefined
}>

export type OrdersQuery = {
  readonly split: {
    readonly orders: ReadonlyArray<{
      readonly currentWeight: number
      readonly targetWeight: number
      readonly trade: number
      readonly price: number | null
      readonly notional: number | null
      readonly shares: number | null
      readonly decidedAt: string
      readonly for: string
      readonly asset: {
        readonly symbol: string
        readonly name: string | null
        readonly sector: string | null
      }
    }>
  } | null
}

export type PredictionsQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
  date: string
}>

export type PredictionsQuery = {
  readonly split: {
    readonly predictions: ReadonlyArray<{
      readonly mean: number
      readonly risk: number
      readonly rank: number
      readonly score: number
      readonly asset: {
        readonly symbol: string
        readonly name: string | null
        readonly sector: string | null
      }
    }>
  } | null
}

export type PredictionFiguresQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
}>

export type PredictionFiguresQuery = {
  readonly split: {
    readonly rankICs: ReadonlyArray<{
      readonly date: string
      readonly rankIC: number | null
      readonly spread: number | null
    }>
    readonly predictionMeasures: {
      readonly days: number
      readonly rankIC: number | null
      readonly rankICStandardError: number | null
      readonly rankICIR: number | null
      readonly rankICLag1: number | null
      readonly spread: number | null
      readonly riskRankIC: number | null
      readonly coverage90: number | null
      readonly zStandardDeviation: number | null
      readonly reliability: ReadonlyArray<{
        readonly from: number
        readonly to: number | null
        readonly share: number
        readonly expected: number
      }>
    }
  } | null
}

export type ResidualsQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
  date: string
}>

export type ResidualsQuery = {
  readonly split: {
    readonly residualVector: {
      readonly assets: ReadonlyArray<string>
      readonly values: readonly (number | null)[]
      readonly version: number
    }
    readonly weights: ReadonlyArray<WeightFragment>
  } | null
}

export type TrainingQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
}>

export type TrainingQuery = {
  readonly split: {
    readonly training: ReadonlyArray<{
      readonly seed: number
      readonly epoch: number
      readonly loss: number | null
      readonly netSharpe: number | null
      readonly grossSharpe: number | null
      readonly turnover: number | null
      readonly explainedVariance: number | null
      readonly effectiveFactors: number | null
      readonly best: boolean
    }>
  } | null
}

export type WeightsQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
  date: string
}>

export type WeightsQuery = {
  readonly split: { readonly weights: ReadonlyArray<WeightFragment> } | null
}

export type SectorsQueryVariables = Exact<{
  split: string
  strategy?: string | null | undefined
  dataset?: string | null | undefined
}>

export type SectorsQuery = {
  readonly split: { readonly attribution: ReadonlyArray<PartFragment> } | null
}

export const Catalogue: Operation<CatalogueQuery, CatalogueQueryVariables> = operation(
  'Catalogue',
  `query Catalogue($dataset: String) {
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
}`,
)

export const LatestVersion: Operation<LatestVersionQuery, LatestVersionQueryVariables> = operation(
  'LatestVersion',
  `query LatestVersion {
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
}`,
)

export const Figures: Operation<FiguresQuery, FiguresQueryVariables> = operation(
  'Figures',
  `query Figures($run: ID!, $shown: Boolean!, $from: Date, $to: Date, $tradingCostBps: Float, $shortCostBps: Float, $lag: Int) {
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
}`,
)

export const Characteristics: Operation<CharacteristicsQuery, CharacteristicsQueryVariables> =
  operation(
    'Characteristics',
    `query Characteristics($split: String!, $strategy: String, $dataset: String, $date: Date!) {
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
}`,
  )

export const Codebook: Operation<CodebookQuery, CodebookQueryVariables> = operation(
  'Codebook',
  `query Codebook($split: String!, $strategy: String, $dataset: String, $module: CodebookModule!) {
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
}`,
)

export const Codes: Operation<CodesQuery, CodesQueryVariables> = operation(
  'Codes',
  `query Codes($split: String!, $strategy: String, $dataset: String, $date: Date!, $ofAssets: Boolean!) {
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
}`,
)

export const Factors: Operation<FactorsQuery, FactorsQueryVariables> = operation(
  'Factors',
  `query Factors($split: String!, $strategy: String, $dataset: String) {
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
}`,
)

export const FactorOnDate: Operation<FactorOnDateQuery, FactorOnDateQueryVariables> = operation(
  'FactorOnDate',
  `query FactorOnDate($split: String!, $strategy: String, $dataset: String, $date: Date!, $factor: Int!) {
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
}`,
)

export const Latents: Operation<LatentsQuery, LatentsQueryVariables> = operation(
  'Latents',
  `query Latents($split: String!, $strategy: String, $dataset: String) {
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
}`,
)

export const Orders: Operation<OrdersQuery, OrdersQueryVariables> = operation(
  'Orders',
  `query Orders($split: String!, $strategy: String, $dataset: String, $capital: Float, $lot: Int, $hedge: Boolean) {
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
}`,
)

export const Predictions: Operation<PredictionsQuery, PredictionsQueryVariables> = operation(
  'Predictions',
  `query Predictions($split: String!, $strategy: String, $dataset: String, $date: Date!) {
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
}`,
)

export const PredictionFigures: Operation<PredictionFiguresQuery, PredictionFiguresQueryVariables> =
  operation(
    'PredictionFigures',
    `query PredictionFigures($split: String!, $strategy: String, $dataset: String) {
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
}`,
  )

export const Residuals: Operation<ResidualsQuery, ResidualsQueryVariables> = operation(
  'Residuals',
  `query Residuals($split: String!, $strategy: String, $dataset: String, $date: Date!) {
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
}`,
)

export const Training: Operation<TrainingQuery, TrainingQueryVariables> = operation(
  'Training',
  `query Training($split: String!, $strategy: String, $dataset: String) {
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
}`,
)

export const Weights: Operation<WeightsQuery, WeightsQueryVariables> = operation(
  'Weights',
  `query Weights($split: String!, $strategy: String, $dataset: String, $date: Date!) {
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
}`,
)

export const Sectors: Operation<SectorsQuery, SectorsQueryVariables> = operation(
  'Sectors',
  `query Sectors($split: String!, $strategy: String, $dataset: String) {
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
}`,
)
