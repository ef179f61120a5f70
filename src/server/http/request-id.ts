import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

export const REQUEST_ID = 'x-request-id'

/** What may stand in a log and a header as it came. */
const USABLE = /^[\w.:/+=-]{1,128}$/

/**
 * The caller's `x-request-id` where it is usable, else one of ours. It is left in the headers, where
 * all that see the request find it.
 */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID]
  const id = typeof given === 'string' && USABLE.test(given) ? given : randomUUID()
  headers[REQUEST_ID] = id
  return id
}

/** Every answer says which request it is of. */
export function addRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID, request.id)
    done()
  })
}
