import fastify, { type FastifyInstance } from 'fastify'
import type { Config, Limits } from '../config.js'
import type { AppContext } from '../context.js'
import { NotFoundError } from '../lib/errors.js'
import { leaveTurn } from '../lib/turns.js'
import type { Log } from '../log.js'
import { type PoolBeside, poolBeside } from '../store/pool-beside.js'
import type { Changes } from '../store/read/changes.js'
import { createAddressOf } from './auth/address.js'
import { createAuthenticator } from './auth/auth.js'
import { addAuthGuard } from './auth/guard.js'
import { createRateLimit, type RateLimit } from './auth/rate-limit.js'
import { registerDashboard } from './dashboard/dashboard.js'
import { addExport } from './export/export-route.js'
import { addGraphql, startGraphql } from './graphql/graphql.js'
import { addHostCheck, createHostCheck } from './http/allowed-hosts.js'
import { addCrossSiteCheck } from './http/cross-site.js'
import { addHealth } from './http/health.js'
import { createErrorHandler } from './http/request-error.js'
import { addRequestId, requestIdOf } from './http/request-id.js'
import { addRequestLog } from './http/request-log.js'
import { addCors, addPageSecurity, NO_SNIFFING } from './http/security.js'
import { listen } from './listen.js'
import { addMetrics } from './metrics/http-metrics.js'
import { createMetrics } from './metrics/metrics.js'
import { registerPlayground } from './playground/playground.js'
import { createOpenByAddress } from './subscriptions/open-by-address.js'
import { addStreamCap } from './subscriptions/stream.js'
import { addSubscriptions } from './subscriptions/subscriptions.js'

/** The API: created, then started; `stop` lets requests under way finish first. */
export interface Server {
  readonly app: FastifyInstance
  /** Listens, and gives the address it listens on. */
  start(): Promise<string>
  stop(): Promise<void>
}

const DRAIN_MS = 10_000
/** A request must have arrived, its body included, within this time. */
const REQUEST_TIMEOUT_MS = 30_000
const CHECK_TIMEOUTS_MS = 5000
const EXPORT_CONNECTIONS = 4

export interface ServerOptions {
  /** With it, answers are cached until something changes; released by its owner. */
  readonly changes?: Changes
  /** Of how many split versions the accounts stay in memory. */
  readonly accountsKept?: number
  readonly requestTimeoutMs?: number
  /** What files are read from, released by its owner; where left out, connections beside the pool. */
  readonly exportDatabase?: Pick<PoolBeside, 'db' | 'pool'>
}

export async function createServer(
  context: AppContext,
  options: ServerOptions = {},
): Promise<Server> {
  const { config } = context
  const log = context.log.child({ scope: 'server' })
  const app = createApp(config, log, options.requestTimeoutMs)
  let stopping = false
  await addRoutes(app, { ...context, log }, { ...options, isStopping: () => stopping })
  return {
    app,
    start: () => listen(app, config, log),
    async stop() {
      stopping = true
      const deadline = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS)
      await app.close()
      clearTimeout(deadline)
    },
  }
}

/** The framework with what holds for every route: sizes, ids, errors. */
function createApp(
  { limits }: Pick<Config, 'limits'>,
  log: Log,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
): FastifyInstance {
  const answerError = createErrorHandler(limits.bodyBytes, log)
  const app = fastify({
    bodyLimit: limits.bodyBytes,
    forceCloseConnections: 'idle',
    requestTimeout: requestTimeoutMs,
    http: {
      // Node swaps the two timeouts where that of the headers is the longer one.
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(requestTimeoutMs, CHECK_TIMEOUTS_MS),
    },
    genReqId: requestIdOf,
    frameworkErrors: answerError,
  })
  app.server.on('connection', leaveTurn)
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.header('x-content-type-options', NO_SNIFFING)
    done(null, payload)
  })
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(() => {
    throw new NotFoundError(
      'there is nothing here: /graphql, /playground, /export/…, / and /ready are',
    )
  })
  return app
}

async function addRoutes(
  app: FastifyInstance,
  { config, db, pool, log }: Omit<AppContext, 'shutdown'>,
  given: ServerOptions & { readonly isStopping: () => boolean },
): Promise<void> {
  const { changes, accountsKept, isStopping } = given
  const authenticator = createAuthenticator(config, { db, log })
  const checkHost = createHostCheck(config)
  const addressOf = createAddressOf(config.trustedProxies)
  const metrics = createMetrics({ db, pool, log })
  addRequestId(app)
  addRequestLog(app, log)
  addHostCheck(app, checkHost)
  await addCors(app, config.corsOrigins)
  addCrossSiteCheck(app, config.corsOrigins)
  const { streamsPerAddress } = config.limits
  const streams = createOpenByAddress(streamsPerAddress, 'streams')
  addStreamCap(app, streams, addressOf)
  const rateLimit = rateLimitOf(config.limits)
  addAuthGuard(app, { authenticator, rateLimit, addressOf })
  addMetrics(app, metrics)
  addHealth(app, { db, log }, isStopping)
  await addPages(app, config)
  const options = { config, metrics, changes, accountsKept }
  const graphql = await startGraphql(app, { db, log }, options)
  addSubscriptions(
    app,
    { db, pool, log },
    {
      ...options,
      authenticator,
      checkHost,
      rateLimit,
      addressOf,
      streams,
      answerQuery: graphql.answer,
    },
  )
  await addGraphql(app, { db, graphql }, options)
  await addExport(
    app,
    { log },
    {
      database: given.exportDatabase ?? databaseForExports(app, pool),
      limits: config.limits,
    },
  )
}

/** Connections of exports alone, closed with the server. */
function databaseForExports(app: FastifyInstance, pool: AppContext['pool']): PoolBeside {
  const database = poolBeside(pool, EXPORT_CONNECTIONS)
  app.addHook('onClose', () => database.release())
  return database
}

async function addPages(
  app: FastifyInstance,
  { playground }: Pick<Config, 'playground'>,
): Promise<void> {
  await app.register(async (pages) => {
    await addPageSecurity(pages)
    await registerDashboard(pages)
    if (playground) await registerPlayground(pages)
  })
}

function rateLimitOf({ requestsPerMinute }: Limits): RateLimit | null {
  return requestsPerMinute === null ? null : createRateLimit(requestsPerMinute)
}
