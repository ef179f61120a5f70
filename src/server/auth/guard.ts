import type { FastifyInstance } from 'fastify'
import type { Scope } from '../../store/api-keys.js'
import type { AddressOf } from './address.js'
import { type Authenticator, assertScope, type Principal } from './auth.js'
import { callerOf } from './caller.js'
import type { RateLimit } from './rate-limit.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller; null on open routes, and where callers are not checked. */
    principal: Principal | null
    /** Of the machine that sends it. */
    address: string
  }
}

/** What a route needs, by the start of its path; all others (pages, health) are open. */
const GUARDED: readonly (readonly [prefix: string, scope: Scope])[] = [
  ['/graphql', 'read'],
  ['/export', 'export'],
  ['/metrics', 'admin'],
]

interface GuardOptions {
  readonly authenticator: Authenticator
  readonly rateLimit: RateLimit | null
  readonly addressOf: AddressOf
}

/** Authenticates, authorises and rate-limits every request to a guarded route. */
export function addAuthGuard(
  app: FastifyInstance,
  { authenticator, rateLimit, addressOf }: GuardOptions,
): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('address', '')
  app.addHook('onRequest', (request, _reply, done) => {
    request.address = addressOf(request.raw)
    done()
  })
  if (authenticator.mode === 'off' && rateLimit === null) return
  app.addHook('onClose', () => authenticator.settle())
  app.addHook('onRequest', async (request) => {
    // By the route rather than the address as it was written, which may be encoded.
    const scope = scopeOf(request.routeOptions.url ?? '')
    if (scope === undefined) return
    const { address } = request
    const principal = await authenticator.authenticate({ sent: request.headers, address })
    assertScope(principal, scope)
    request.principal = principal
    rateLimit?.assert(callerOf({ principal, address }))
  })
}

function scopeOf(path: string): Scope | undefined {
  return GUARDED.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1]
}
