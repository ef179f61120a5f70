import { setMaxListeners } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type ExecutionResult, OperationTypeNode } from 'graphql'
import { CloseCode, makeServer, type ServerOptions } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { toError } from '../../lib/errors.js'
import type { Credentials } from '../auth/auth.js'
import { RateLimitedError } from '../auth/errors.js'
import type { RateLimit } from '../auth/rate-limit.js'
import { toPublicError } from '../http/format-error.js'
import { callAt } from './call-at.js'
import { closeSocket, GOING_AWAY } from './close-socket.js'
import { isErrors, kindOf, toGraphQLError } from './prepare.js'
import { ALL_KINDS, type Client, type Subscriptions } from './requests.js'
import { answeredQuery, answerIn, answerOf, formOf } from './socket-queries.js'
import { isRead, send } from './unread.js'
import type { UpgradeRules } from './upgrades.js'

const MOST_SUBSCRIPTIONS = 50
const RETRY_SECONDS = 1

type Parameters = Record<string, unknown>

interface Extra extends Record<PropertyKey, unknown> {
  readonly request: IncomingMessage
  readonly socket: WebSocket
  readonly client: Omit<Client, 'principal'>
}

/** Serves the protocol graphql-transport-ws on a socket that has just connected. */
export function protocolOver(
  subscriptions: Subscriptions,
  { addressOf, rateLimit }: Pick<UpgradeRules, 'addressOf' | 'rateLimit'>,
): (socket: WebSocket, request: IncomingMessage) => void {
  const server = makeServer<Parameters, Extra>(handlersOf(subscriptions, rateLimit))
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
      { request, socket, client: clientOf(socket, addressOf(request)) },
    )
    socket.once('close', (code, reason) => void closed(code, String(reason)))
  }
}

function handlersOf(
  subscriptions: Subscriptions,
  rateLimit: RateLimit | null,
): ServerOptions<Parameters, Extra> {
  return {
    onConnect: ({ extra, connectionParams }) =>
      admit(subscriptions, extra, credentialsOf(extra, connectionParams)),
    onSubscribe: async ({ subscriptions: open, extra, connectionParams }, _id, payload) => {
      if (Object.keys(open).length > MOST_SUBSCRIPTIONS) {
        const message = `one connection may hold ${MOST_SUBSCRIPTIONS} subscriptions`
        return [toGraphQLError(new RateLimitedError(message, RETRY_SECONDS))]
      }
      const prepared = subscriptions.prepare(payload, ALL_KINDS)
      if (isErrors(prepared)) return [...prepared]
      if (kindOf(prepared) !== OperationTypeNode.QUERY) return prepared
      const credentials = credentialsOf(extra, connectionParams)
      return answeredQuery(subscriptions, prepared, {
        request: payload,
        credentials,
        client: extra.client,
        rateLimit,
      })
    },
    execute: answerOf,
    onNext: async ({ extra, connectionParams }, _id, _payload, args, result) => {
      const answer = answerIn(args)
      if (answer) {
        await isRead(extra.socket)
        return answer as ExecutionResult
      }
      await subscriptions.admit(credentialsOf(extra, connectionParams))
      return subscriptions.format(result) as ExecutionResult
    },
    onError: (_context, _id, _payload, errors) =>
      errors.flatMap(
        (error) => formOf(error) ?? subscriptions.formatErrors([toGraphQLError(error)]),
      ),
  }
}

function clientOf(socket: WebSocket, address: string): Extra['client'] {
  const abort = new AbortController()
  // Each query of the connection listens.
  setMaxListeners(0, abort.signal)
  socket.once('close', () => abort.abort())
  return { address, signal: abort.signal }
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

/** Those of the connection's parameters, else those of the handshake's headers. */
function credentialsOf(
  { request, client: { address } }: Extra,
  params: Readonly<Record<string, unknown>> | undefined,
): Credentials {
  const given = params?.authorization ?? params?.Authorization
  return { sent: given === undefined ? request.headers : { authorization: given }, address }
}
