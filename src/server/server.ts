import fastify, { type FastifyInstance } from 'fastify'
import { assertMayListen, type Config } from '../config.js'
import type { AppContext } from '../context.js'
import { toError, UserError } from '../lib/errors.js'
import type { Changes } from '../store/changes.js'
import { registerDashboard } from './dashboard/dashboard.js'
import { addGraphql } from './graphql.js'
import { addHealth } from './health.js'
import { DEFAULT_LIMITS } from './limits.js'
import { addPlayground } from './playground.js'

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
}

export async function createServer(
  { config, db, log }: AppContext,
  { changes }: ServerOptions = {},
): Promise<Server> {
  const scoped = log.child({ scope: 'server' })
  const app = fastify({ bodyLimit: DEFAULT_LIMITS.bodyBytes, forceCloseConnections: 'idle' })
  let stopping = false

  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
  })
  addHealth(app, { db, log: scoped }, () => stopping)
  await registerDashboard(app)
  await addPlayground(app)
  await addGraphql(app, { db, log: scoped }, { limits: DEFAULT_LIMITS, changes })

  return {
    app,
    start: () => listen(app, config),
    async stop() {
      stopping = true
      const deadline = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS)
      await app.close()
      clearTimeout(deadline)
    },
  }
}

async function listen(app: FastifyInstance, config: Config): Promise<string> {
  assertMayListen(config)
  const { host, port } = config
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
