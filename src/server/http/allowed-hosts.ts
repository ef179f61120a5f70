import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { type Config, isLoopback } from '../../config.js'
import { ForbiddenError } from '../auth/errors.js'

/** Why a request is refused, by its headers; undefined where it is not. */
export type HostCheck = (
  request: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
) => string | undefined

/**
 * Where callers are not checked and only this machine can connect (or host names are configured), `Host`
 * and `Origin` must name this machine or a configured host: a page whose name is rebound to 127.0.0.1
 * would else read everything.
 */
export function createHostCheck({
  auth,
  host,
  hosts,
  corsOrigins,
}: Pick<Config, 'auth' | 'host' | 'hosts' | 'corsOrigins'>): HostCheck {
  const isChecked = auth === 'keys' || auth === 'jwt'
  if (isChecked || (!isLoopback(host) && hosts.length === 0)) return () => undefined
  const isAllowed = (name: string) => isLoopback(name) || hosts.includes(name)
  return ({ headers, rawHeaders }) => {
    const given = headers.host ?? ''
    if (!isAllowed(nameIn(given))) {
      return `the host ${given || '(none)'} is not allowed: RESIDUA_HOSTS lists further host names`
    }
    if (countOf('host', rawHeaders) > 1) return 'there is more than one Host header'
    const { origin } = headers
    if (origin === undefined || corsOrigins.includes('*') || corsOrigins.includes(origin)) return
    if (isAllowed(nameIn(origin.replace(/^https?:\/\//, '')))) return
    return `pages of the origin ${origin} are not allowed: RESIDUA_CORS_ORIGINS lists further origins`
  }
}

/** `localhost`, `127.0.0.1:4000` or `[::1]:4000`; a name may end with the dot of the root. */
const HOST = /^(?:([^[\]@/:\s]+?)\.?|\[([0-9a-f:.]+)\])(?::\d*)?$/i

/** The name in a host, without port, brackets and last dot, in lower case; empty where it is malformed. */
function nameIn(host: string): string {
  const [, name, address] = HOST.exec(host) ?? []
  return (name ?? address ?? '').toLowerCase()
}

/** How often a header was sent: Node keeps the first `Host` alone, a proxy may have read another. */
function countOf(header: string, rawHeaders: readonly string[]): number {
  // Names and values in turn.
  return rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === header).length
}

export function addHostCheck(app: FastifyInstance, check: HostCheck): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    const refusal = check(raw)
    if (refusal === undefined) done()
    else done(new ForbiddenError(refusal))
  })
}
