import type { FastifyRequest } from 'fastify'

/** Who sends a request: the key or the token's subject; where callers are not checked, the address. */
export function callerOf({
  principal,
  address,
}: Pick<FastifyRequest, 'principal' | 'address'>): string {
  return principal?.id ?? `ip:${address}`
}
