import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyError, FastifyInstance } from 'fastify'
import { type Context, createRequestContext } from '../../schema/context.js'
import { buildSchema } from '../../schema/index.js'
import type { AppContext } from '../context.js'
import type { Log } from '../log.js'
import { keepCatalogue } from '../store/catalogue.js'
import type { Changes } from '../store/changes.js'
import { formatError, type PublicError, toPublicError } from './format-error.js'
import { type Limits, limitRules } from './limits.js'
import { ResponseCache } from './response-cache.js'
import { addResponseCache } from './response-cache-hooks.js'

export interface GraphqlOptions {
  readonly limits: Limits
  /** With it, answers and the catalogue are kept in memory until something changes. */
  readonly changes?: Changes
}

const RESPONSE_CACHE_BYTES = 64 * 1024 * 1024

/** `/graphql`: every answer of it, errors before and around GraphQL too, is a GraphQL body. */
export async function addGraphql(
  app: FastifyInstance,
  { db, log }: Pick<AppContext, 'db' | 'log'>,
  { limits, changes }: GraphqlOptions,
): Promise<void> {
  const apollo = createApollo(log, limits)
  await apollo.start()
  app.addHook('onClose', () => apollo.stop())
  const catalogue = changes ? keepCatalogue(db, changes) : () => undefined

  await app.register(async (scope) => {
    scope.setErrorHandler<FastifyError>((error, _request, reply) => {
      const { status, ...answer } = requestError(error, limits, log)
      reply.code(status).send(answer)
    })
    if (changes) {
      const cache = new ResponseCache(RESPONSE_CACHE_BYTES)
      addResponseCache(scope, { cache, changes, catalogue })
    }
    scope.route({
      method: ['GET', 'POST', 'OPTIONS'],
      url: '/graphql',
      bodyLimit: limits.bodyBytes,
      handler: fastifyApolloHandler(apollo, {
        context: async () => createRequestContext(db, catalogue()),
      }),
    })
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE'],
      url: '/graphql',
      handler: (_request, reply) => {
        const message = '/graphql answers GET and POST'
        reply
          .code(405)
          .header('allow', 'GET, POST')
          .send(body({ code: 'BAD_USER_INPUT', message }))
      },
    })
  })
}

function createApollo(log: Log, limits: Limits): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema: buildSchema(),
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: limitRules(limits),
    formatError: (formatted, thrown) =>
      formatError(formatted, thrown, (error) => log.error({ err: error }, 'a query failed')),
    // cacheControl looks at every field: half of the time of a long list. The playground is ours.
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled()],
    logger: log,
  })
}

/** What was wrong with a request before GraphQL saw it. */
function requestError(error: FastifyError, limits: Limits, log: Log) {
  const status = error.statusCode ?? 500
  const known = toPublicError(error) ?? wrongRequest(status, limits)
  if (known) return { status: known.code === 'UNAVAILABLE' ? 503 : status, ...body(known) }
  log.error({ err: error }, 'a request failed')
  return {
    status: 500,
    ...body({ code: 'INTERNAL', message: 'something went wrong on our side; it has been logged' }),
  }
}

function wrongRequest(status: number, { bodyBytes }: Limits): PublicError | undefined {
  const code = 'BAD_USER_INPUT'
  if (status === 413) return { code, message: `the body is larger than ${bodyBytes} bytes` }
  if (status === 415) return { code, message: 'send the query as application/json' }
  if (status >= 400 && status < 500) return { code, message: 'the body is not valid JSON' }
  return undefined
}

function body({ code, message, retryable }: PublicError) {
  const extensions = retryable === undefined ? { code } : { code, retryable }
  return { errors: [{ message, extensions }] }
}
