import 'reflect-metadata'
import type { GraphQLSchema } from 'graphql'
import { buildSchemaSync } from 'type-graphql'
import { AssetResolver } from './asset.resolver.js'
import { BookResolver } from './book.resolver.js'
import { CompareResolver } from './compare.resolver.js'
import { DataVersionResolver } from './data-version.resolver.js'
import { DatasetResolver } from './dataset.resolver.js'
import { describe } from './descriptions.js'
import { FactorResolver, FactorsResolver } from './factor.resolver.js'
import { HedgeResolver } from './hedge.resolver.js'
import { JobResolver, JobsResolver } from './jobs.resolver.js'
import { PerformanceResolver } from './performance.resolver.js'
import { RunPeriodsResolver, SplitPeriodsResolver } from './periods.resolver.js'
import { PublicationResolver } from './publication.resolver.js'
import { ResidualResolver } from './residual.resolver.js'
import { RiskResolver } from './risk.resolver.js'
import { RunResolver } from './run.resolver.js'
import { SplitResolver } from './split.resolver.js'
import { StrategyResolver } from './strategy.resolver.js'

/** The one schema of the process. */
export function buildSchema(): GraphQLSchema {
  schema ??= describe(createSchema())
  return schema
}

let schema: GraphQLSchema | undefined

/** Subscriptions bring their own source; type-graphql insists on one of topics. */
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
      SplitPeriodsResolver,
      RunPeriodsResolver,
      FactorsResolver,
      FactorResolver,
      ResidualResolver,
      RiskResolver,
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
