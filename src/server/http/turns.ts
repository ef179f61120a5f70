import type { FastifyInstance } from 'fastify'

/**
 * Starts one request in each turn of the event loop. Node accepts one connection a turn: where a turn
 * computes the answers of every open connection, a caller who connects then waits for as many turns as
 * there are callers before it.
 */
export function addTurns(scope: FastifyInstance): void {
  const waiting: (() => void)[] = []
  const startNext = () => {
    const start = waiting.shift()
    if (waiting.length > 0) setImmediate(startNext)
    start?.()
  }
  scope.addHook('preHandler', (_request, _reply, done) => {
    waiting.push(done)
    if (waiting.length === 1) setImmediate(startNext)
  })
}
