import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  type ExecutionResult,
  type FormattedExecutionResult,
  OperationTypeNode,
  subscribe,
} from 'graphql'
import { toError, UserError } from '../../lib/errors.js'
import type { AddressOf } from '../auth/address.js'
import { RateLimitedError } from '../auth/errors.js'
import { acceptedMediaType } from '../http/accept.js'
import { keepAlive, type Results, sendResults, startStream } from './event-stream.js'
import { EVENT_STREAM, EVENTS, type Framing, MULTIPART } from './framing.js'
import type { OpenByAddress } from './open-by-address.js'
import { isErrors, kindOf } from './prepare.js'
import { ALL_KINDS, type Client, type QueryRequest, type Subscriptions } from './requests.js'

const PATH = '/graphql/stream'
const MOST_STREAMS = 1000
const RETRY_SECONDS = 30

export interface StreamOptions {
  readonly bodyBytes: number
  readonly openByAddress: OpenByAddress
}

/** Counts a stream of an address until it closes; throws where it has too many. */
function takeStream(
  openByAddress: OpenByAddress,
  { address }: Pick<FastifyRequest, 'address'>,
  { raw }: FastifyReply,
): void {
  if (!openByAddress.hasRoom(address)) {
    throw new RateLimitedError(openByAddress.message, RETRY_SECONDS)
  }
  raw.once('close', openByAddress.take(address))
}

/** Refuses a stream of an address that has too many, before its key is looked up. */
export function addStreamCap(
  app: FastifyInstance,
  openByAddress: OpenByAddress,
  addressOf: AddressOf,
): void {
  app.addHook('onRequest', ({ raw, routeOptions }, reply, done) => {
    if (routeOptions.url !== PATH) {
      done()
      return
    }
    try {
      takeStream(openByAddress, { address: addressOf(raw) }, reply)
      done()
    } catch (thrown) {
      done(toError(thrown))
    }
  })
}

/**
 * Subscriptions as server-sent events at `/graphql/stream`, one request each (the distinct connections mode of
 * GraphQL over SSE), and at `POST /graphql` to clients that accept events or Apollo's multipart protocol. What is wrong
 * with a subscription is a result too, as a browser's EventSource cannot read the body of an error. A stream
 * that the server ends sends no end of the subscription, so that its client reconnects. The returned function
 * counts the open ones.
 */
export function addSubscriptionStream(
  app: FastifyInstance,
  subscriptions: Subscriptions,
  { bodyBytes, openByAddress }: StreamOptions,
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
      await stream(request, reply, { asked, framing: EVENTS })
    },
  })
  app.addHook('preHandler', async (request, reply) => {
    const framing = framingFor(request)
    if (!framing || !isSubscription(subscriptions, request.body)) return
    takeStream(openByAddress, request, reply)
    await stream(request, reply, { asked: request.body, framing })
  })
  return () => open.size

  async function stream(
    request: FastifyRequest,
    reply: FastifyReply,
    { asked, framing }: { readonly asked: unknown; readonly framing: Framing },
  ): Promise<void> {
    if (open.size >= MOST_STREAMS) {
      throw new RateLimitedError('too many streams are open; try again later', RETRY_SECONDS)
    }
    // Subscribed before the answer begins: a client that sees it begin misses nothing from then on.
    const { principal, address } = request
    const signal = closing(reply)
    const results = await resultsOf(subscriptions, asked, { principal, address, signal })
    const response = startStream(reply, framing)
    open.add(response)
    const { expiresAt } = request.principal ?? {}
    keepAlive(response, { results, framing, expiresAt, onClose: () => open.delete(response) })
    if (stopping) response.end()
    const credentials = { sent: request.headers, address }
    await sendResults(response, { results, framing }, subscriptions, credentials)
  }
}

/** The results of a subscription, or the one of a query; errors of the request are a result like any other. */
async function resultsOf(
  subscriptions: Subscriptions,
  asked: unknown,
  from: Client,
): Promise<Results> {
  const prepared = subscriptions.prepare(asked, ALL_KINDS)
  if (isErrors(prepared)) return alone(subscriptions.format({ errors: prepared }))
  if (kindOf(prepared) === OperationTypeNode.QUERY) {
    return alone(await subscriptions.answer(asked as QueryRequest, from)) // prepared, so a request
  }
  const results = await subscribe(prepared)
  if (!(Symbol.asyncIterator in results)) return alone(subscriptions.format(results))
  return formatted(results, subscriptions)
}

async function* alone(result: FormattedExecutionResult): AsyncGenerator<FormattedExecutionResult> {
  yield result
}

/** No generator: that would end only after the result which it awaits. */
function formatted(results: AsyncGenerator<ExecutionResult>, { format }: Subscriptions): Results {
  const iterator: AsyncIterator<FormattedExecutionResult> = {
    async next() {
      const { done, value } = await results.next()
      return done ? { done, value: undefined } : { done: false, value: format(value) }
    },
    async return() {
      await results.return(undefined)
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => iterator, return: () => results.return(undefined) }
}

/** How a client of `POST /graphql` reads a subscription, if it reads any. */
function framingFor({ method, routeOptions, headers }: FastifyRequest): Framing | null {
  const { accept = '' } = headers
  if (method !== 'POST' || routeOptions.url !== '/graphql') return null
  if (/multipart\/mixed[^,]*subscriptionSpec="?1\.0/i.test(accept)) return MULTIPART
  return /text\/event-stream/i.test(accept) ? EVENTS : null
}

function isSubscription({ prepare }: Subscriptions, asked: unknown): boolean {
  const prepared = prepare(asked, ALL_KINDS)
  return !isErrors(prepared) && kindOf(prepared) === OperationTypeNode.SUBSCRIPTION
}

function closing({ raw }: FastifyReply): AbortSignal {
  const abort = new AbortController()
  raw.once('close', () => abort.abort())
  return abort.signal
}

function assertAccepted({ headers: { accept = '*/*' } }: FastifyRequest): void {
  if (acceptedMediaType(accept, [EVENT_STREAM])) return
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
