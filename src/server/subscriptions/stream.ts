import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ExecutionResult, subscribe } from 'graphql'
import { UserError } from '../../lib/errors.js'
import type { AddressOf } from '../auth/address.js'
import { RateLimitedError } from '../auth/errors.js'
import { acceptedMediaType } from '../http/accept.js'
import { EVENT_STREAM, keepAlive, sendResults, startEvents } from './event-stream.js'
import type { OpenByAddress } from './open-by-address.js'
import { isErrors } from './prepare.js'
import type { Subscriptions } from './requests.js'

const PATH = '/graphql/stream'
const MOST_STREAMS = 1000
const RETRY_SECONDS = 30

export interface StreamOptions {
  readonly bodyBytes: number
  readonly addressOf: AddressOf
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
    const address = addressOf(raw)
    if (!openByAddress.hasRoom(address)) {
      done(new RateLimitedError(openByAddress.message, RETRY_SECONDS))
      return
    }
    reply.raw.once('close', openByAddress.take(address))
    done()
  })
}

/**
 * Subscriptions as server-sent events, one request each (the distinct connections mode of GraphQL
 * over SSE): `next` with a result, `complete` at the end. What is wrong with a subscription is a
 * result too, as a browser's EventSource cannot read the body of an error. A stream that the server
 * ends sends no `complete`, so that its client reconnects. The returned function counts the open ones.
 */
export function addSubscriptionStream(
  app: FastifyInstance,
  subscriptions: Subscriptions,
  { bodyBytes, addressOf }: StreamOptions,
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
      // Subscribed before the answer begins: a client that sees it begin misses nothing from then on.
      const results = await resultsOf(subscriptions, asked)
      const response = startEvents(reply)
      open.add(response)
      keepAlive(response, {
        results,
        expiresAt: request.principal?.expiresAt,
        onClose: () => open.delete(response),
      })
      if (stopping) response.end()
      const address = addressOf(request.raw)
      await sendResults(response, results, subscriptions, { sent: request.headers, address })
    },
  })
  return () => open.size
}

/** The results of a subscription; errors of the request are a result like any other. */
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
