import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'

/** What a caller without a name is counted by. */
export type AddressOf = (request: IncomingMessage) => string

/**
 * The address of the machine that asks: the connection's, or where that is a trusted proxy's, the last
 * address in `X-Forwarded-For` that is not. IPv6 addresses count by their /64, which one machine has.
 */
export function createAddressOf(trustedProxies: readonly string[]): AddressOf {
  const trust = proxyAddr.compile([...trustedProxies])
  return (request) => countedAs(proxyAddr(request, trust))
}

function countedAs(text: string | undefined): string {
  // A connection that is closed already has no address any more.
  if (text === undefined || !ipaddr.isValid(text)) return 'unknown'
  const address = ipaddr.process(text)
  if (!(address instanceof ipaddr.IPv6)) return address.toString()
  const network = address.parts.slice(0, 4).map((part) => part.toString(16))
  return `${network.join(':')}::/64`
}
