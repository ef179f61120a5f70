import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

export const REQUEST_ID = 'x-request-id'

/** Ids that are safe in a log and a header. */
const USABLE = /^[\w.:/+=-]{1,128}$/

/**
 * The caller's `x-request-id` where it is usable, else a new one. It is set in the request's headers,
 * where every later step reads it.
 */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID]
  const id = typeof given === 'string' && USABLE.test(given) ? given : randomUUID()
  headers[REQUEST_ID] = id
  return id
}

/** Every answer carries the id of its request. */
export function addRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID, request.id)
    done()
  })
}
