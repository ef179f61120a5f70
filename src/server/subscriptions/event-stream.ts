import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { ExecutionResult } from 'graphql'
import type { Credentials } from '../auth/auth.js'
import { NO_SNIFFING } from '../http/security.js'
import { callAt } from './call-at.js'
import { toGraphQLError } from './prepare.js'
import type { Subscriptions } from './requests.js'

export const EVENT_STREAM = 'text/event-stream; charset=utf-8'

const PING_MS = 12_000
const PING = ':\n\n'
/** Backpressure: a client that leaves this much unread is disconnected. */
const MOST_UNREAD_BYTES = 1_048_576

/** Sends the head of a stream and its first ping. */
export function startEvents(reply: FastifyReply): ServerResponse {
  reply.hijack()
  const { raw } = reply
  // The connection ends with its stream: an idle one would hold up a server that stops.
  raw.shouldKeepAlive = false
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value)
  }
  raw.writeHead(200, {
    'content-type': EVENT_STREAM,
    'cache-control': 'no-store, no-transform',
    // A proxy that collects answers would keep the events.
    'x-accel-buffering': 'no',
    'x-content-type-options': NO_SNIFFING,
  })
  raw.write(PING)
  return raw
}

export interface StreamLife {
  readonly results: AsyncGenerator<ExecutionResult>
  /** When the caller's key or token expires, in ms. */
  readonly expiresAt: number | undefined
  readonly onClose: () => void
}

/** Pings a stream until it closes, ends it at the expiry, and ends its results with it. */
export function keepAlive(
  response: ServerResponse,
  { results, expiresAt, onClose }: StreamLife,
): void {
  const ping = setInterval(() => response.write(PING), PING_MS)
  const cancel = callAt(expiresAt, () => response.end())
  const closed = () => {
    onClose()
    clearInterval(ping)
    cancel()
    void results.return(undefined)
  }
  response.once('close', closed)
  if (response.destroyed) closed()
}

/** Sends each result as an event, once the caller is admitted again. */
export async function sendResults(
  response: ServerResponse,
  results: AsyncIterable<ExecutionResult>,
  subscriptions: Subscriptions,
  credentials: Credentials,
): Promise<void> {
  const send = (result: ExecutionResult) => {
    if (response.writableEnded) return
    const data = JSON.stringify(subscriptions.format(result))
    response.write(`event: next\ndata: ${data}\n\n`)
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy()
  }
  try {
    for await (const result of results) {
      await subscriptions.admit(credentials)
      send(result)
    }
  } catch (thrown) {
    send({ errors: [toGraphQLError(thrown)] })
  }
  if (!response.writableEnded) response.end('event: complete\ndata:\n\n')
}
