import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { handleProtocols } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { closeSockets } from './close-socket.js'
import type { Subscriptions } from './requests.js'
import { protocolOver } from './socket-protocol.js'
import { refusalOf, refuseUpgrade, serveWithoutUpgrade, type UpgradeRules } from './upgrades.js'

const PING_MS = 12_000
const MOST_SOCKETS = 1000

/**
 * Queries and subscriptions over WebSocket at `/graphql` in the protocol graphql-transport-ws. A key or token is
 * sent as `{ authorization: 'Bearer …' }` when connecting, or in the headers of the handshake.
 * The returned function counts the open connections.
 */
export function addSubscriptionSockets(
  app: FastifyInstance,
  subscriptions: Subscriptions,
  rules: UpgradeRules,
): () => number {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    handleProtocols,
    maxPayload: rules.bodyBytes,
    perMessageDeflate: false,
  })
  const serve = protocolOver(subscriptions, rules)
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      serveWithoutUpgrade(app.server, request, socket, head)
      return
    }
    const refusal = refusalOf(request, rules, sockets.clients.size < MOST_SOCKETS)
    if (refusal) {
      refuseUpgrade(socket, refusal)
      return
    }
    socket.once('close', rules.openByAddress.take(rules.addressOf(request)))
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      watchPongs(webSocket)
      serve(webSocket, request)
    })
  })
  const ping = setInterval(() => pingAll(sockets.clients), PING_MS)
  ping.unref()
  app.addHook('preClose', async () => {
    clearInterval(ping)
    await closeSockets(sockets.clients)
  })
  return () => sockets.clients.size
}

/** Sockets that have answered the last ping. */
const alive = new WeakSet<WebSocket>()

function watchPongs(socket: WebSocket): void {
  alive.add(socket)
  socket.on('pong', () => alive.add(socket))
}

function pingAll(sockets: ReadonlySet<WebSocket>): void {
  for (const socket of sockets) {
    if (!alive.delete(socket)) socket.terminate()
    else socket.ping()
  }
}
