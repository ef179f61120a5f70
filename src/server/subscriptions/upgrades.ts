import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { AddressOf } from '../auth/address.js'
import type { RateLimit } from '../auth/rate-limit.js'
import type { HostCheck } from '../http/allowed-hosts.js'
import { isSameHost } from '../http/origin.js'
import type { OpenByAddress } from './open-by-address.js'

const PATH = '/graphql'
const RETRY_SECONDS = 30

export interface UpgradeRules {
  /** Origins whose pages may open WebSockets, besides that of this server. */
  readonly origins: readonly string[]
  readonly checkHost: HostCheck
  readonly addressOf: AddressOf
  readonly openByAddress: OpenByAddress
  /** The longest message. */
  readonly bodyBytes: number
  /** Counts each query as a request. */
  readonly rateLimit: RateLimit | null
}

interface Refusal {
  readonly status: number
  readonly message: string
}

/**
 * Why a WebSocket may not be opened; undefined where it may. A browser sends the origin of the page
 * and no preflight, so pages of other origins are refused unless their origin is configured.
 */
export function refusalOf(
  request: IncomingMessage,
  { origins, checkHost, addressOf, openByAddress }: UpgradeRules,
  isRoom: boolean,
): Refusal | undefined {
  const { url, headers } = request
  if (url?.split('?')[0] !== PATH) return { status: 404, message: `WebSockets open at ${PATH}` }
  if (!isRoom) return { status: 503, message: 'too many WebSockets are open; try again later' }
  const wrongHost = checkHost(request)
  if (wrongHost !== undefined) return { status: 403, message: wrongHost }
  const { origin, host } = headers
  const named = origins.includes('*') || (origin !== undefined && origins.includes(origin))
  if (origin !== undefined && !named && !isSameHost(origin, host)) {
    return { status: 403, message: 'pages of this origin may not open WebSockets here' }
  }
  if (openByAddress.hasRoom(addressOf(request))) return undefined
  return { status: 429, message: openByAddress.message }
}

const REASONS: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
}

const CODES: Readonly<Record<number, string>> = {
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  429: 'RATE_LIMITED',
  503: 'UNAVAILABLE',
}

export function refuseUpgrade(socket: Duplex, { status, message }: Refusal): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code: CODES[status] } }] })
  socket.on('error', () => {})
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\n` +
      (status === 429 ? `Retry-After: ${RETRY_SECONDS}\r\n` : '') +
      `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/**
 * Serves a request that offers an upgrade we do not support (Java's client offers HTTP/2) as if it had
 * not: Node hands every such request to the `upgrade` listener, its body unread. The socket goes back
 * to the server with the request in front, without the offer.
 */
export function serveWithoutUpgrade(
  server: Server,
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  // Names and values in turn.
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value] = rawHeaders.slice(i, i + 2)
    if (!OFFERS.has(name.toLowerCase())) lines.push(`${name}: ${value}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}

const OFFERS: ReadonlySet<string> = new Set(['upgrade', 'connection', 'http2-settings'])
