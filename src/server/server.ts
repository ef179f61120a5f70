import fastify, { type FastifyInstance } from 'fastify'
import { assertMayListen, type Config, isLoopback, type Limits } from '../config.js'
import type { AppContext } from '../context.js'
import { NotFoundError, toError, UserError } from '../lib/errors.js'
import type { Log } from '../log.js'
import type { Changes } from '../store/read/changes.js'
import { createAuthenticator } from './auth/auth.js'
import { addAuthGuard } from './auth/guard.js'
import { createRateLimit, type RateLimit } from './auth/rate-limit.js'
import { registerDashboard } from './dashboard/dashboard.js'
import { addExport } from './export/export-route.js'
import { addGraphql } from './graphql/graphql.js'
import { addHealth } from './http/health.js'
import { createErrorHandler } from './http/request-error.js'
import { addRequestId, requestIdOf } from './http/request-id.js'
import { addRequestLog } from './http/request-log.js'
import { addCors, addPageSecurity, NO_SNIFFING } from './http/security.js'
import { addMetrics } from './metrics/http-metrics.js'
import { createMetrics } from './metrics/metrics.js'
import { addPlayground } from './playground/playground.js'
import { addSubscriptions } from './subscriptions/subscriptions.js'

/** The API: made, then started; `stop` lets requests under way finish first. */
export interface Server {
  readonly app: FastifyInstance
  /** Begins to listen; the answer is where. */
  start(): Promise<string>
  stop(): Promise<void>
}

const DRAIN_MS = 10_000

export interface ServerOptions {
  /** With it, answers are kept in memory until something changes; stays its owner's to release. */
  readonly changes?: Changes
  /** Of how many split versions the accounts stay in memory. */
  readonly accountsKept?: number
}

export async function createServer(
  { config, db, pool, log }: AppContext,
  { changes, accountsKept }: ServerOptions = {},
): Promise<Server> {
  const scoped = log.child({ scope: 'server' })
  const { limits } = config
  const answerError = createErrorHandler(limits.bodyBytes, scoped)
  const app = fastify({
    bodyLimit: limits.bodyBytes,
    forceCloseConnections: 'idle',
    genReqId: requestIdOf,
    frameworkErrors: answerError,
  })
  const authenticator = createAuthenticator(config, { db, log: scoped })
  const metrics = createMetrics({ db, pool, log: scoped })
  let stopping = false

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
  addRequestId(app)
  addRequestLog(app, scoped)
  await addCors(app, config.corsOrigins)
  addAuthGuard(app, authenticator, rateLimitOf(limits))
  addMetrics(app, metrics)
  addHealth(app, { db, log: scoped }, () => stopping)
  await app.register(async (pages) => {
    await addPageSecurity(pages)
    await registerDashboard(pages)
    if (config.playground) await addPlayground(pages)
  })
  await addGraphql(app, { db, log: scoped }, { config, metrics, changes, accountsKept })
  addSubscriptions(app, { db, pool, log: scoped }, { config, authenticator, metrics, changes })
  await addExport(app, { db, pool, log: scoped })

  return {
    app,
    start: () => listen(app, config, scoped),
    async stop() {
      stopping = true
      const deadline = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS)
      await app.close()
      clearTimeout(deadline)
    },
  }
}

function rateLimitOf({ requestsPerMinute }: Limits): RateLimit | null {
  return requestsPerMinute === null ? null : createRateLimit(requestsPerMinute)
}

async function listen(app: FastifyInstance, config: Config, log: Log): Promise<string> {
  assertMayListen(config)
  const { host, port, auth } = config
  if (auth === 'off' && !isLoopback(host)) {
    log.warn(`RESIDUA_AUTH=off: whoever reaches ${host} may read everything`)
  }
  try {
    await app.listen({ host, port })
  } catch (thrown) {
    throw listenError(toError(thrown), config)
  }
  const address = app.server.address()
  const bound = address && typeof address === 'object' ? address.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`
}

function listenError(error: Error & { code?: string }, { host, port }: Config): Error {
  const { cause, remedy } =
    {
      EADDRINUSE: { cause: 'is in use', remedy: 'stop what listens there, or set another PORT' },
      EACCES: { cause: 'is not ours to open', remedy: 'set a PORT of 1024 or more' },
      EADDRNOTAVAIL: { cause: 'is not an address of this machine', remedy: 'correct HOST' },
      ENOTFOUND: { cause: 'is an unknown host', remedy: 'correct HOST' },
    }[error.code ?? ''] ?? {}
  if (!cause) return error
  return new UserError(`${host}:${port} ${cause}: ${remedy}`, { cause: error })
}
