import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyInstance } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import { type Context, createRequestContext } from '../../../schema/api/context.js'
import { stringify } from '../../../schema/api/json-text.js'
import { buildSchema } from '../../../schema/index.js'
import type { Config } from '../../config.js'
import type { AppContext } from '../../context.js'
import type { Log } from '../../log.js'
import type { Changes } from '../../store/read/changes.js'
import { keepCatalogue } from '../../store/read/snapshot.js'
import { addResponseCache } from '../cache/hooks.js'
import { ResponseCache } from '../cache/response-cache.js'
import { costLimit } from '../cost/plugin.js'
import { formatError } from '../http/format-error.js'
import { errorBody } from '../http/request-error.js'
import { createErrorOrigins } from '../http/request-log.js'
import { cacheMetrics, metricsPlugin } from '../metrics/graphql-metrics.js'
import type { Metrics } from '../metrics/metrics.js'
import { directExecution } from './direct-execution.js'
import { httpSpec } from './http-spec.js'
import { refuseDeepVariables, refuseUncheckable } from './http-spec-operations.js'
import { limitRules } from './limits.js'
import { operationNames } from './operation-names.js'
import { persistedQueries } from './persisted-queries.js'

export interface GraphqlOptions {
  readonly config: Pick<Config, 'limits' | 'introspection'>
  readonly metrics: Metrics
  /** With it, answers and the catalogue are kept in memory until something changes. */
  readonly changes?: Changes
  readonly accountsKept?: number
}

const RESPONSE_CACHE_BYTES = 64 * 1024 * 1024

/** `/graphql`: every answer of it, errors before and around GraphQL too, is a GraphQL body. */
export async function addGraphql(
  app: FastifyInstance,
  { db, log }: Pick<AppContext, 'db' | 'log'>,
  { config, metrics, changes, accountsKept }: GraphqlOptions,
): Promise<void> {
  const schema = buildSchema()
  const apollo = createApollo(schema, config, metrics, log)
  await apollo.start()
  app.addHook('onClose', () => apollo.stop())
  const catalogue = changes ? keepCatalogue(db, changes, { accountsKept }) : () => undefined

  await app.register(async (scope) => {
    // A body of another type could be sent by any page of any origin, without asking.
    scope.removeContentTypeParser('text/plain')
    scope.decorateRequest('operation', null)
    refuseDeepVariables(scope)
    refuseUncheckable(scope, schema, config.limits.tokens)
    if (changes) {
      const cache = new ResponseCache(RESPONSE_CACHE_BYTES)
      const onLookup = cacheMetrics(metrics)
      addResponseCache(scope, { cache, changes, catalogue, onLookup })
    }
    scope.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      exposeHeadRoute: false,
      bodyLimit: config.limits.bodyBytes,
      handler: fastifyApolloHandler(apollo, {
        context: async (request) =>
          createRequestContext(db, catalogue(), {
            ofThisMoment() {
              request.cacheLookup = null
            },
            onOperation(name) {
              request.operation = name
            },
          }),
      }),
    })
    scope.route({
      method: ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'],
      url: '/graphql',
      handler: (_request, reply) => {
        const message = '/graphql answers GET and POST'
        reply
          .code(405)
          .header('allow', 'GET, POST')
          .send(errorBody({ code: 'BAD_USER_INPUT', message }))
      },
    })
  })
}

function createApollo(
  schema: GraphQLSchema,
  { limits, introspection }: Pick<Config, 'limits' | 'introspection'>,
  metrics: Metrics,
  log: Log,
): ApolloServer<Context> {
  const origins = createErrorOrigins()
  return new ApolloServer<Context>({
    schema,
    introspection,
    // There is nothing to forge: no cookies, no mutations, and other origins cannot read answers.
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
      // The playground is ours.
      ApolloServerPluginLandingPageDisabled(),
      origins.plugin,
      operationNames,
      httpSpec(),
      metricsPlugin(metrics),
      costLimit(limits.cost, (values) => metrics.cost.observe(values)),
      directExecution(schema),
    ],
    logger: log,
  })
}
