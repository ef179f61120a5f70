import type { FastifyInstance, FastifyRequest } from 'fastify'
import { takeTurn } from '../../lib/turns.js'

interface Waiting {
  /** Of what has to be parsed, in characters. */
  readonly size: number
  start(): void
}

/**
 * Starts each request in a turn of its own, alternately the one that came first and the smallest one: a
 * large document takes milliseconds to parse, and many at once would hold up the small ones behind them.
 */
export function addTurns(scope: FastifyInstance): void {
  const waiting: Waiting[] = []
  let smallest = false
  const startNext = () => {
    const [request] = waiting.splice(smallest ? indexOfSmallest(waiting) : 0, 1)
    smallest = !smallest
    request?.start()
  }
  scope.addHook('preHandler', (request, _reply, done) => {
    waiting.push({ size: sizeOf(request), start: done })
    void takeTurn('start').then(startNext)
  })
}

function indexOfSmallest(waiting: readonly Waiting[]): number {
  const sizes = waiting.map(({ size }) => size)
  return sizes.indexOf(Math.min(...sizes))
}

/** A body in chunks does not say how large it is. */
function sizeOf({ url, headers }: FastifyRequest): number {
  const unknown = headers['transfer-encoding'] ? Number.POSITIVE_INFINITY : 0
  return url.length + Number(headers['content-length'] ?? unknown)
}
