import 'reflect-metadata'
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'
import { buildSchemaSync } from 'type-graphql'
import { AgentsResolver, TradingAgentResolver } from './agents/agent.resolver.js'
import { describe } from './api/descriptions.js'
import { BlendResolver } from './blend/blend.resolver.js'
import { BookResolver } from './book/book.resolver.js'
import { HedgeResolver } from './book/hedge.resolver.js'
import { AssetResolver } from './catalogue/asset.resolver.js'
import { DataVersionResolver } from './catalogue/data-version.resolver.js'
import { DatasetResolver } from './catalogue/dataset.resolver.js'
import { CodebookResolver } from './codebook/codebook.resolver.js'
import { CodeResolver, CodesResolver } from './codebook/codes.resolver.js'
import { FactorResolver, FactorsResolver } from './factors/factor.resolver.js'
import { FactorHistoryResolver } from './factors/history.resolver.js'
import { ResidualResolver } from './factors/residual.resolver.js'
import { RiskResolver } from './factors/risk.resolver.js'
import { JobResolver, JobsResolver } from './live/jobs.resolver.js'
import { PublicationResolver } from './live/publication.resolver.js'
import { CapacityResolver } from './performance/capacity.resolver.js'
import { CompareResolver } from './performance/compare.resolver.js'
import { OverTimeResolver } from './performance/over-time.resolver.js'
import { PerformanceResolver, RunPerformanceResolver } from './performance/performance.resolver.js'
import { RunPeriodsResolver, SplitPeriodsResolver } from './performance/periods.resolver.js'
import { LatentFactorResolver } from './predictions/latent-factor.resolver.js'
import { PredictionResolver } from './predictions/prediction.resolver.js'
import { PredictionMeasuresResolver } from './predictions/prediction-measures.resolver.js'
import { RiskForecastResolver } from './predictions/risk-forecast.resolver.js'
import { RunPredictionsResolver } from './predictions/run-predictions.resolver.js'
import { RunResolver } from './run/run.resolver.js'
import { SplitResolver } from './run/split.resolver.js'
import { StrategyResolver } from './run/strategy.resolver.js'

/** The one schema of the process. */
export function buildSchema(): GraphQLSchema {
  schema ??= describe(createSchema())
  return schema
}

/** The definition of the schema, in alphabetical order: it does not change when files move. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(buildSchema()))}\n`
}

let schema: GraphQLSchema | undefined

/** Subscriptions have sources of their own; type-graphql requires a source of topics all the same. */
const NO_TOPICS = {
  publish() {},
  subscribe(topic: string): never {
    throw new Error(`there is no topic ${topic}`)
  },
}

function createSchema(): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [
      StrategyResolver,
      RunResolver,
      SplitResolver,
      PerformanceResolver,
      RunPerformanceResolver,
      SplitPeriodsResolver,
      RunPeriodsResolver,
      OverTimeResolver,
      CapacityResolver,
      FactorHistoryResolver,
      RunPredictionsResolver,
      FactorsResolver,
      FactorResolver,
      ResidualResolver,
      RiskResolver,
      PredictionResolver,
      PredictionMeasuresResolver,
      LatentFactorResolver,
      RiskForecastResolver,
      CodebookResolver,
      CodesResolver,
      CodeResolver,
      BlendResolver,
      AgentsResolver,
      TradingAgentResolver,
      BookResolver,
      CompareResolver,
      HedgeResolver,
      AssetResolver,
      DatasetResolver,
      DataVersionResolver,
      PublicationResolver,
      JobsResolver,
      JobResolver,
    ],
    pubSub: NO_TOPICS,
    // Arguments are checked where they are used, with messages that name what would be valid.
    validate: false,
  })
}
