import type { ServerResponse } from 'node:http'
import type { ApolloServer } from '@apollo/server'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyInstance } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import { type Context, createRequestContext } from '../../../schema/api/context.js'
import { buildSchema } from '../../../schema/index.js'
import type { Config } from '../../config.js'
import type { AppContext } from '../../context.js'
import type { Changes } from '../../store/read/changes.js'
import { keepSnapshot } from '../../store/read/keep-snapshot.js'
import type { Snapshot } from '../../store/read/snapshot.js'
import { callerOf } from '../auth/caller.js'
import { addResponseCache } from '../cache/hooks.js'
import { ResponseCache } from '../cache/response-cache.js'
import { errorBody } from '../http/request-error.js'
import { addTurns } from '../http/turns.js'
import { cacheMetrics } from '../metrics/graphql-metrics.js'
import type { Metrics } from '../metrics/metrics.js'
import { type AnswerQuery, answerWith } from './answer.js'
import { createApollo } from './apollo.js'
import {
  refuseDeepVariables,
  refuseRepeatedFields,
  refuseUncheckable,
} from './http-spec-operations.js'
import { takeTurnsForLists } from './turns-of-lists.js'

export interface GraphqlOptions {
  readonly config: Pick<Config, 'limits' | 'introspection'>
  readonly metrics: Metrics
  /** With it, answers and the snapshot are cached until something changes. */
  readonly changes?: Changes
  readonly accountsKept?: number
}

const RESPONSE_CACHE_BYTES = 64 * 1024 * 1024

/** What answers queries, whichever way they come. */
export interface Graphql {
  readonly schema: GraphQLSchema
  readonly apollo: ApolloServer<Context>
  readonly snapshot: () => Promise<Snapshot> | undefined
  readonly answer: AnswerQuery
}

/** Starts the GraphQL server, which stops with the app. */
export async function startGraphql(
  app: FastifyInstance,
  { db, log }: Pick<AppContext, 'db' | 'log'>,
  { config, metrics, changes, accountsKept }: GraphqlOptions,
): Promise<Graphql> {
  const schema = buildSchema()
  takeTurnsForLists(schema)
  const apollo = createApollo(schema, { config, metrics, log })
  await apollo.start()
  app.addHook('onClose', () => apollo.stop())
  const snapshot = changes ? keepSnapshot(db, changes, { accountsKept }) : () => undefined
  return { schema, apollo, snapshot, answer: answerWith(apollo, { db, snapshot }) }
}

/** `/graphql`: every answer of it, errors before and around GraphQL too, is a GraphQL body. */
export async function addGraphql(
  app: FastifyInstance,
  {
    db,
    graphql: { schema, apollo, snapshot },
  }: Pick<AppContext, 'db'> & { readonly graphql: Graphql },
  { config, metrics, changes }: GraphqlOptions,
): Promise<void> {
  await app.register(async (scope) => {
    // A body of another type could be sent by any page of any origin, without asking.
    scope.removeContentTypeParser('text/plain')
    scope.decorateRequest('operation', null)
    refuseDeepVariables(scope)
    refuseUncheckable(scope, schema, config.limits.tokens)
    if (changes) {
      const cache = new ResponseCache(RESPONSE_CACHE_BYTES)
      addResponseCache(scope, { cache, changes, snapshot, onLookup: cacheMetrics(metrics) })
    }
    addTurns(scope)
    refuseRepeatedFields(scope, config.limits.tokens)
    addQueries(scope, apollo, { db, snapshot, bodyLimit: config.limits.bodyBytes })
    refuseOtherMethods(scope)
  })
}

interface QueryOptions {
  readonly db: AppContext['db']
  readonly snapshot: () => Promise<Snapshot> | undefined
  readonly bodyLimit: number
}

function addQueries(
  scope: FastifyInstance,
  apollo: ApolloServer<Context>,
  { db, snapshot, bodyLimit }: QueryOptions,
): void {
  scope.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    exposeHeadRoute: false,
    bodyLimit,
    handler: fastifyApolloHandler(apollo, {
      context: async (request, reply) =>
        createRequestContext(db, snapshot(), {
          caller: callerOf(request),
          signal: disconnected(reply.raw),
          ofThisMoment() {
            request.cacheLookup = null
          },
          onOperation(name) {
            request.operation = name
          },
        }),
    }),
  })
}

/** Aborts where a client leaves before it is answered. */
function disconnected(response: ServerResponse): AbortSignal {
  const abort = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) abort.abort()
  })
  return abort.signal
}

function refuseOtherMethods(scope: FastifyInstance): void {
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
}
