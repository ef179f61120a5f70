import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { type Config, isLoopback } from '../../config.js'
import { ForbiddenError } from '../auth/errors.js'

/** Why a request with these headers is refused; undefined where it is not. */
export type HostCheck = (headers: IncomingHttpHeaders) => string | undefined

/**
 * Where callers are not checked and only this machine can connect, `Host` and `Origin` must name this
 * machine or a configured host: a page whose name is rebound to 127.0.0.1 would else read everything.
 */
export function createHostCheck({
  auth,
  host,
  hosts,
  corsOrigins,
}: Pick<Config, 'auth' | 'host' | 'hosts' | 'corsOrigins'>): HostCheck {
  if (auth === 'keys' || auth === 'jwt' || !isLoopback(host)) return () => undefined
  const isAllowed = (name: string) => isLoopback(name) || hosts.includes(name)
  return (headers) => {
    if (headers.host !== undefined && !isAllowed(nameIn(headers.host))) {
      return `the host ${headers.host} is not allowed: RESIDUA_HOSTS lists further host names`
    }
    const { origin } = headers
    if (origin === undefined || corsOrigins.includes('*') || corsOrigins.includes(origin)) return
    if (isAllowed(nameIn(origin.replace(/^https?:\/\//, '')))) return
    return `pages of the origin ${origin} are not allowed: RESIDUA_CORS_ORIGINS lists further origins`
  }
}

/** `localhost:4000`, `[::1]:4000`: without the port and brackets; empty where it is malformed. */
function nameIn(host: string): string {
  return /^\[?([^[\]@/]+?)\]?(:\d+)?$/.exec(host)?.[1]?.toLowerCase() ?? ''
}

export function addHostCheck(app: FastifyInstance, check: HostCheck): void {
  app.addHook('onRequest', async ({ headers }) => {
    const refusal = check(headers)
    if (refusal !== undefined) throw new ForbiddenError(refusal)
  })
}
