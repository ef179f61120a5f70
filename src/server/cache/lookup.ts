import type { FastifyRequest } from 'fastify'
import { acceptsGzip } from '../http/accept.js'
import type { CachedAnswer, ResponseCache } from './response-cache.js'

/** A request that may be answered from the cache, at the generation of the data when it came. */
export interface Lookup {
  readonly key: string
  readonly generation: number
  readonly encoding: 'gzip' | undefined
  readonly found: CachedAnswer | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Where its answer is or will be cached; null where it is computed and not kept. */
    cacheLookup: Lookup | null
  }
}

const DAY_MS = 86_400_000

/**
 * Looks for the answer to `text`, a body or an address. Null where no answer can be cached: the
 * generation is unknown, or the caller sends `Cache-Control: no-store`; with `no-cache` nothing is
 * found and the new answer is kept.
 */
export function lookUp(
  cache: ResponseCache,
  generation: number | null,
  request: FastifyRequest,
  text: string,
): Lookup | null {
  const control = request.headers['cache-control']
  if (generation === null || control?.includes('no-store')) return null
  cache.enter(generation)
  const encoding = acceptsGzip(request.headers['accept-encoding']) ? 'gzip' : undefined
  const key = keyOf(request, text, [encoding, scopesOf(request)])
  const found = control?.includes('no-cache') ? undefined : cache.find(key)
  return { key, generation, encoding, found }
}

/** Whether the answer to a parsed body may be cached. */
export function isCacheable({ method, body, cacheLookup }: FastifyRequest): boolean {
  // A body whose answer was found is not parsed.
  if (cacheLookup?.found) return true
  if (method !== 'POST' || typeof body !== 'object' || body === null) return false
  // A query that comes with its hash is to be remembered by it, so it must reach the server.
  return !('query' in body && 'extensions' in body)
}

/** All that the bytes of an answer depend on; no header holds a line break. */
function keyOf(
  { method, headers }: FastifyRequest,
  text: string,
  circumstances: readonly unknown[],
): string {
  return `${method}\n${circumstances}\n${today()}\n${headers.accept ?? ''}\n${text}`
}

/** Callers with the same rights share answers. */
function scopesOf({ principal }: FastifyRequest): string {
  return principal ? [...principal.scopes].sort().join() : ''
}

/** The age of the data counts days. */
function today(): number {
  return Math.floor(Date.now() / DAY_MS)
}
