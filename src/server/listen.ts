import type { FastifyInstance } from 'fastify'
import { assertMayListen, type Config, isLoopback } from '../config.js'
import { toError, UserError } from '../lib/errors.js'
import type { Log } from '../log.js'

type Address = Pick<Config, 'host' | 'port' | 'auth'>

/** Listens, and gives the address it listens on. */
export async function listen(app: FastifyInstance, config: Address, log: Log): Promise<string> {
  assertMayListen(config)
  const { host, port, auth } = config
  if (auth === 'off' && !isLoopback(host)) {
    log.warn(`RESIDUA_AUTH=off: anyone who reaches ${host} may read everything`)
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

function listenError(error: Error & { code?: string }, { host, port }: Address): Error {
  const { cause, remedy } =
    {
      EADDRINUSE: { cause: 'is in use', remedy: 'stop what listens there, or set another PORT' },
      EACCES: { cause: 'may not be opened by this user', remedy: 'set a PORT of 1024 or more' },
      EADDRNOTAVAIL: { cause: 'is not an address of this machine', remedy: 'correct HOST' },
      ENOTFOUND: { cause: 'is an unknown host', remedy: 'correct HOST' },
    }[error.code ?? ''] ?? {}
  if (!cause) return error
  return new UserError(`${host}:${port} ${cause}: ${remedy}`, { cause: error })
}
