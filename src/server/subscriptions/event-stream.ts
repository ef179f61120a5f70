import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { FormattedExecutionResult } from 'graphql'
import type { Credentials } from '../auth/auth.js'
import { NO_SNIFFING } from '../http/security.js'
import { callAt } from './call-at.js'
import type { Framing } from './framing.js'
import { toGraphQLError } from './prepare.js'
import type { Subscriptions } from './requests.js'

const PING_MS = 12_000
/** Backpressure: a client that leaves this much unread is disconnected. */
const MOST_UNREAD_BYTES = 1_048_576

/** Sends the head of a stream and what comes first in it. */
export function startStream(reply: FastifyReply, { contentType, begin }: Framing): ServerResponse {
  reply.hijack()
  const { raw } = reply
  // The connection ends with its stream: an idle one would hold up a server that stops.
  raw.shouldKeepAlive = false
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value)
  }
  raw.writeHead(200, {
    'content-type': contentType,
    'cache-control': 'no-store, no-transform',
    // A proxy that collects answers would keep the events.
    'x-accel-buffering': 'no',
    'x-content-type-options': NO_SNIFFING,
  })
  raw.write(begin)
  return raw
}

/** Formatted results; `return` ends them at once, also while one is awaited. */
export interface Results extends AsyncIterable<FormattedExecutionResult> {
  return(value: undefined): Promise<unknown>
}

export interface StreamLife {
  readonly results: Results
  readonly framing: Framing
  /** When the caller's key or token expires, in ms. */
  readonly expiresAt: number | undefined
  readonly onClose: () => void
}

/** Pings a stream until it closes, ends it at the expiry, and ends its results with it. */
export function keepAlive(
  response: ServerResponse,
  { results, framing, expiresAt, onClose }: StreamLife,
): void {
  const ping = setInterval(() => response.write(framing.ping), PING_MS)
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

/** Sends each result, once the caller is admitted again. */
export async function sendResults(
  response: ServerResponse,
  { results, framing }: Pick<StreamLife, 'results' | 'framing'>,
  subscriptions: Subscriptions,
  credentials: Credentials,
): Promise<void> {
  const send = (result: FormattedExecutionResult) => {
    if (response.writableEnded) return
    response.write(framing.next(JSON.stringify(result)))
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy()
  }
  try {
    for await (const result of results) {
      await subscriptions.admit(credentials)
      send(result)
    }
  } catch (thrown) {
    send(subscriptions.format({ errors: [toGraphQLError(thrown)] }))
  }
  if (!response.writableEnded) response.end(framing.complete)
}
