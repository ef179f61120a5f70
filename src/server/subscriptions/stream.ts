import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ExecutionResult, subscribe } from 'graphql'
import { UserError } from '../../lib/errors.js'
import { RateLimitedError } from '../auth/errors.js'
import { callAt } from './call-at.js'
import { type Credentials, isErrors, type Subscriptions, toGraphQLError } from './requests.js'

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
 * end says no `complete`, so that its client comes again. The answer counts the open ones.
 */
export function addSubscriptionStream(
  app: FastifyInstance,
  subscriptions: Subscriptions,
  bodyBytes: number,
): () => number {
  const open = new Set<ServerResponse>()
  let stopping = false
  app.addHook('preClose', async () => {
    stopping = true
    for (const response of open) response.end()
  })
  app.route({
    method: ['GET', 'POST'],
    url: PATH,
    exposeHeadRoute: false,
    bodyLimit: bodyBytes,
    handler: async (request, reply) => {
      assertAccepted(request)
      const asked = request.method === 'GET' ? askedByUrl(request) : request.body
      if (open.size >= MOST_STREAMS) {
        throw new RateLimitedError('too many streams are open; try again later', RETRY_SECONDS)
      }
      // Subscribed before the answer begins: who sees it begin misses nothing from then on.
      const results = await resultsOf(subscriptions, asked)
      const response = startEvents(reply)
      open.add(response)
      const ping = setInterval(() => response.write(PING), PING_MS)
      const forget = callAt(request.principal?.expiresAt, () => response.end())
      const left = () => {
        open.delete(response)
        clearInterval(ping)
        forget()
        void results.return(undefined)
      }
      response.once('close', left)
      if (response.destroyed) left()
      if (stopping) response.end()
      await sendResults(response, results, subscriptions, request.headers)
    },
  })
  return () => open.size
}

/** What is subscribed to; what is wrong with the request is a result like any other. */
async function resultsOf(
  { prepare }: Subscriptions,
  asked: unknown,
): Promise<AsyncGenerator<ExecutionResult>> {
  const prepared = prepare(asked)
  const results = isErrors(prepared) ? { errors: prepared } : await subscribe(prepared)
  return Symbol.asyncIterator in results ? results : alone(results)
}

async function* alone(result: ExecutionResult): AsyncGenerator<ExecutionResult> {
  yield result
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
