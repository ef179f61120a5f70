import type { IncomingMessage } from 'node:http'
import { CloseCode, makeServer, type ServerOptions } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { toError } from '../../lib/errors.js'
import type { AddressOf } from '../auth/address.js'
import type { Credentials } from '../auth/auth.js'
import { RateLimitedError } from '../auth/errors.js'
import { toPublicError } from '../http/format-error.js'
import { callAt } from './call-at.js'
import { closeSocket, GOING_AWAY } from './close-socket.js'
import { isErrors, toGraphQLError } from './prepare.js'
import type { Subscriptions } from './requests.js'

const MOST_SUBSCRIPTIONS = 50
const RETRY_SECONDS = 1
/** Backpressure: a client that leaves this much unread is disconnected. */
const MOST_UNREAD_BYTES = 1_048_576

type Parameters = Record<string, unknown>

interface Extra extends Record<PropertyKey, unknown> {
  readonly request: IncomingMessage
  readonly socket: WebSocket
  readonly address: string
}

/** Serves the protocol graphql-transport-ws on a socket that has just connected. */
export function protocolOver(
  subscriptions: Subscriptions,
  addressOf: AddressOf,
): (socket: WebSocket, request: IncomingMessage) => void {
  const server = makeServer<Parameters, Extra>(handlersOf(subscriptions))
  return (socket, request) => {
    // A broken frame closes the socket by itself.
    socket.on('error', () => {})
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: async (data) => send(socket, data),
        close: (code, reason) => closeSocket(socket, code ?? GOING_AWAY, reason ?? ''),
        onMessage: (handle) => {
          socket.on('message', (data) => {
            handle(String(data)).catch(() => {
              closeSocket(socket, CloseCode.InternalServerError, 'Internal server error')
            })
          })
        },
      },
      { request, socket, address: addressOf(request) },
    )
    socket.once('close', (code, reason) => void closed(code, String(reason)))
  }
}

function handlersOf(subscriptions: Subscriptions): ServerOptions<Parameters, Extra> {
  return {
    onConnect: ({ extra, connectionParams }) =>
      admit(subscriptions, extra, credentialsOf(extra, connectionParams)),
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
    onError: (_context, _id, _payload, errors) =>
      subscriptions.formatErrors(errors.map(toGraphQLError)),
  }
}

/** Whether the caller may connect; the socket is closed when its key or token expires. */
async function admit(
  subscriptions: Subscriptions,
  { socket }: Extra,
  credentials: Credentials,
): Promise<boolean> {
  try {
    const { expiresAt } = await subscriptions.admit(credentials)
    const cancel = callAt(expiresAt, () => closeSocket(socket, CloseCode.Forbidden, 'expired'))
    socket.once('close', cancel)
    return true
  } catch (thrown) {
    const { message } = toPublicError(toError(thrown)) ?? { message: 'Forbidden' }
    closeSocket(socket, CloseCode.Forbidden, message)
    return false
  }
}

function send(socket: WebSocket, data: string): void {
  if (socket.readyState !== socket.OPEN) return
  socket.send(data)
  if (socket.bufferedAmount > MOST_UNREAD_BYTES) socket.terminate()
}

/** Those of the connection's parameters, else those of the handshake's headers. */
function credentialsOf(
  { request, address }: Extra,
  params: Readonly<Record<string, unknown>> | undefined,
): Credentials {
  const given = params?.authorization ?? params?.Authorization
  return { sent: given === undefined ? request.headers : { authorization: given }, address }
}
