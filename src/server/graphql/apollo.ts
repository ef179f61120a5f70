import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import type { GraphQLSchema } from 'graphql'
import type { Context } from '../../../schema/api/context.js'
import { stringify } from '../../../schema/api/json-text.js'
import type { Config } from '../../config.js'
import type { Log } from '../../log.js'
import { costLimit } from '../cost/plugin.js'
import { queryAdmission } from '../cost/query-admission.js'
import { formatError } from '../http/format-error.js'
import { createErrorOrigins } from '../http/request-log.js'
import { metricsPlugin } from '../metrics/graphql-metrics.js'
import type { Metrics } from '../metrics/metrics.js'
import { directExecution } from './direct-execution.js'
import { httpSpec } from './http-spec.js'
import { limitRules } from './limits.js'
import { operationNames } from './operation-names.js'
import { persistedQueries } from './persisted-queries.js'

export interface ApolloOptions {
  readonly config: Pick<Config, 'limits' | 'introspection'>
  readonly metrics: Metrics
  readonly log: Log
}

export function createApollo(
  schema: GraphQLSchema,
  { config: { limits, introspection }, metrics, log }: ApolloOptions,
): ApolloServer<Context> {
  const origins = createErrorOrigins()
  return new ApolloServer<Context>({
    schema,
    introspection,
    // Requests of other sites are refused before they get here; this would refuse plain GETs too.
    csrfPrevention: false,
    persistedQueries: persistedQueries(),
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    stringifyResult: stringify,
    validationRules: limitRules(limits),
    formatError: (formatted, thrown) =>
      formatError(formatted, thrown, (error) =>
        log.error({ err: error, requestId: origins.requestIdOf(thrown) }, 'a query failed'),
      ),
    plugins: [
      // It looks at every field: half of the time of a long list.
      ApolloServerPluginCacheControlDisabled(),
      // Of subgraphs alone, and called for each request.
      ApolloServerPluginInlineTraceDisabled(),
      // The playground is ours.
      ApolloServerPluginLandingPageDisabled(),
      origins.plugin,
      operationNames,
      httpSpec(),
      metricsPlugin(metrics),
      costLimit({
        limit: limits.cost,
        admission: queryAdmission(limits.cost),
        observe: (values) => metrics.cost.observe(values),
      }),
      directExecution(schema),
    ],
    logger: log,
  })
}
