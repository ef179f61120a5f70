import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ExecutionResult, subscribe } from 'graphql'
import { UserError } from '../lib/errors.js'
import { RateLimitedError } from './auth-errors.js'
import { callAt } from './call-at.js'
import {
  type Credentials,
  isErrors,
  type Subscriptions,
  toGraphQLError,
} from './subscription-requests.js'

const PATH = '/graphql/stream'
const PING_MS = 12_000
const PING = ':\n\n'
const MOST_STREAMS = 1000
const RETRY_SECONDS = 30
/** A reader who leaves this much unread is gone. */
const MOST_UNREAD_BYTES = 1_048_576

/**
 * Subscriptions as server-sent events, one request each (the distinct connections mode of GraphQL
 * over SSE): `next` with a result, `complete` at the end. What is wrong with a subscription is a
 * result too, as a browser's EventSource cannot read the body of an error. A stream that we must
 * end says no `complete`, so that its client comes again.
 */
export function addSubscriptionStream(
  app: FastifyInstance,
  subscriptions: Subscriptions,
  bodyBytes: number,
): void {
  const open = new Set<ServerResponse>()
  app.addHook('preClose', async () => {
    for (const response of open) response.end()
  })
  app.route({
    method: ['GET', 'POST'],
    url: PATH,
    bodyLimit: bodyBytes,
    handler: async (request, reply) => {
      assertAccepted(request)
      const asked = request.method === 'GET' ? askedByUrl(request) : request.body
      if (open.size >= MOST_STREAMS) {
        throw new RateLimitedError('too many streams are open; try again later', RETRY_SECONDS)
      }
      const response = startEvents(reply)
      open.add(response)
      const forget = callAt(request.principal?.expiresAt, () => response.end())
      response.once('close', () => {
        open.delete(response)
        forget()
      })
      await sendResults(response, subscriptions, asked, request.headers)
    },
  })
}

function startEvents(reply: FastifyReply): ServerResponse {
  reply.hijack()
  const { raw } = reply
  // The connection ends with its stream: an idle one would hold up a server that stops.
  raw.shouldKeepAlive = false
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value)
  }
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    // A proxy that collects answers would keep the events.
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  })
  raw.write(PING)
  return raw
}

async function sendResults(
  response: ServerResponse,
  subscriptions: Subscriptions,
  asked: unknown,
  credentials: Credentials,
): Promise<void> {
  const ping = setInterval(() => response.write(PING), PING_MS)
  response.once('close', () => clearInterval(ping))
  const send = (result: ExecutionResult) => {
    if (response.writableEnded) return
    const data = JSON.stringify(subscriptions.format(result))
    response.write(`event: next\ndata: ${data}\n\n`)
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy()
  }
  try {
    for await (const result of resultsOf(subscriptions, asked, response)) {
      await subscriptions.admit(credentials)
      send(result)
    }
  } catch (thrown) {
    send({ errors: [toGraphQLError(thrown)] })
  }
  if (!response.writableEnded) response.end('event: complete\ndata:\n\n')
}

async function* resultsOf(
  { prepare }: Subscriptions,
  asked: unknown,
  response: ServerResponse,
): AsyncGenerator<ExecutionResult> {
  const prepared = prepare(asked)
  const results = isErrors(prepared) ? { errors: prepared } : await subscribe(prepared)
  if (!(Symbol.asyncIterator in results)) {
    yield results
    return
  }
  // A generator that waits for its source cannot be told to return.
  const leave = () => void results.return(undefined)
  response.once('close', leave)
  if (response.writableEnded || response.destroyed) leave()
  yield* results
}

function assertAccepted({ headers: { accept = '*/*' } }: FastifyRequest): void {
  if (/text\/(event-stream|\*)|\*\/\*/.test(accept)) return
  throw new UserError(`${PATH} answers with text/event-stream, and that is not accepted`)
}

function askedByUrl({ query }: FastifyRequest): unknown {
  const { variables, ...asked } = query as Record<string, unknown>
  if (variables === undefined) return asked
  try {
    return { ...asked, variables: JSON.parse(String(variables)) }
  } catch {
    throw new UserError('variables: a JSON object is expected')
  }
}
