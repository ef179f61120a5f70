import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { toError } from '../../lib/errors.js'
import { RateLimitedError } from '../auth/errors.js'
import { toPublicError } from '../http/format-error.js'
import { callAt } from './call-at.js'
import { type Credentials, isErrors, type Subscriptions, toGraphQLError } from './requests.js'
import { mayUpgrade, refuseUpgrade, serveWithoutUpgrade } from './upgrades.js'

const PING_MS = 12_000
const CLOSE_MS = 1000
const MOST_SOCKETS = 1000
const MOST_SUBSCRIPTIONS = 50
const RETRY_SECONDS = 1
const MOST_MESSAGE_BYTES = 65_536
/** A reader who leaves this much unread is gone. */
const MOST_UNREAD_BYTES = 1_048_576
const GOING_AWAY = 1001
/** What the protocol allows a reason to be long. */
const REASON_BYTES = 123

interface Extra extends Record<PropertyKey, unknown> {
  readonly request: IncomingMessage
  readonly socket: WebSocket
}

/**
 * Subscriptions over WebSocket at `/graphql` in the protocol graphql-transport-ws. A key or token is
 * sent as `{ authorization: 'Bearer …' }` when connecting, or in the headers of the handshake.
 * The answer counts the open ones.
 */
export function addSubscriptionSockets(
  app: FastifyInstance,
  subscriptions: Subscriptions,
  origins: readonly string[],
): () => number {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    handleProtocols,
    maxPayload: MOST_MESSAGE_BYTES,
    perMessageDeflate: false,
  })
  const connected = protocolOver(subscriptions)
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      serveWithoutUpgrade(app.server, request, socket, head)
      return
    }
    const refusal = mayUpgrade(request, origins, sockets.clients.size < MOST_SOCKETS)
    if (refusal) {
      refuseUpgrade(socket, refusal)
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => connected(webSocket, request))
  })
  const ping = setInterval(() => pingAll(sockets.clients), PING_MS)
  ping.unref()
  app.addHook('preClose', async () => {
    clearInterval(ping)
    await closeAll(sockets.clients)
  })
  return () => sockets.clients.size
}

/** What speaks the protocol with a socket that has just connected. */
function protocolOver(subscriptions: Subscriptions) {
  const server = makeServer<Record<string, unknown>, Extra>({
    onConnect: async ({ extra, connectionParams }) => {
      const credentials = credentialsOf(extra, connectionParams)
      try {
        const { expiresAt } = await subscriptions.admit(credentials)
        const forget = callAt(expiresAt, () => close(extra.socket, CloseCode.Forbidden, 'expired'))
        extra.socket.once('close', forget)
        return true
      } catch (thrown) {
        const { message } = toPublicError(toError(thrown)) ?? { message: 'Forbidden' }
        close(extra.socket, CloseCode.Forbidden, message)
        return false
      }
    },
    onSubscribe: ({ subscriptions: open }, _id, payload) => {
      if (Object.keys(open).length > MOST_SUBSCRIPTIONS) {
        const message = `one connection may hold ${MOST_SUBSCRIPTIONS} subscriptions`
        return [toGraphQLError(new RateLimitedError(message, RETRY_SECONDS))]
      }
      const prepared = subscriptions.prepare(payload)
      return isErrors(prepared) ? [...prepared] : prepared
    },
    onNext: async ({ extra, connectionParams }, _id, _payload, _args, result) => {
      await subscriptions.admit(credentialsOf(extra, connectionParams))
      return subscriptions.format(result)
    },
    onError: (_context, _id, _payload, errors) => {
      return subscriptions.formatErrors(errors.map(toGraphQLError))
    },
  })
  return (socket: WebSocket, request: IncomingMessage): void => {
    alive.add(socket)
    socket.on('pong', () => alive.add(socket))
    // A broken frame closes the socket by itself.
    socket.on('error', () => {})
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: async (data) => {
          if (socket.readyState !== socket.OPEN) return
          socket.send(data)
          if (socket.bufferedAmount > MOST_UNREAD_BYTES) socket.terminate()
        },
        close: (code, reason) => close(socket, code ?? GOING_AWAY, reason ?? ''),
        onMessage: (handle) => {
          socket.on('message', (data) => {
            handle(String(data)).catch(() => {
              close(socket, CloseCode.InternalServerError, 'Internal server error')
            })
          })
        },
      },
      { request, socket },
    )
    socket.once('close', (code, reason) => void closed(code, String(reason)))
  }
}

function credentialsOf(
  { request }: Extra,
  params: Readonly<Record<string, unknown>> | undefined,
): Credentials {
  const given = params?.authorization ?? params?.Authorization
  return given === undefined ? request.headers : { authorization: given }
}

/** Sockets that have answered since they were last asked. */
const alive = new WeakSet<WebSocket>()

function pingAll(sockets: ReadonlySet<WebSocket>): void {
  for (const socket of sockets) {
    if (!alive.delete(socket)) socket.terminate()
    else socket.ping()
  }
}

async function closeAll(sockets: ReadonlySet<WebSocket>): Promise<void> {
  const closings = [...sockets].map((socket) => {
    const closed = new Promise((resolve) => socket.once('close', resolve))
    close(socket, GOING_AWAY, 'the server stops')
    return closed
  })
  const impatience = setTimeout(() => {
    for (const socket of sockets) socket.terminate()
  }, CLOSE_MS)
  await Promise.all(closings)
  clearTimeout(impatience)
}

function close(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, Buffer.from(reason).subarray(0, REASON_BYTES))
}
