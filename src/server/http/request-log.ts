import type { ApolloServerPlugin } from '@apollo/server'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Log } from '../../log.js'
import { REQUEST_ID } from './request-id.js'

const SLOW_MS = 1000

/** A line for each request at `debug`; slow and failed ones as warnings. */
export function addRequestLog(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', (request, reply, done) => {
    const slow = reply.elapsedTime >= SLOW_MS && !isStream(reply)
    const warn = reply.statusCode >= 500 || slow
    const level = warn ? 'warn' : 'debug'
    if (log.isLevelEnabled(level)) {
      const { id: requestId, method, principal } = request
      const route = request.routeOptions.url ?? null
      const { statusCode: status } = reply
      const ms = Math.round(reply.elapsedTime * 10) / 10
      log[level]({ requestId, method, route, status, ms, caller: principal?.id }, 'request')
    }
    done()
  })
}

/** A stream of events lasts as long as its client stays connected. */
function isStream({ raw }: FastifyReply): boolean {
  return String(raw.getHeader('content-type')).startsWith('text/event-stream')
}

/** Request ids by error, for the code that formats an error and does not know the request. */
export function createErrorOrigins(): {
  readonly plugin: ApolloServerPlugin
  requestIdOf(thrown: unknown): string | undefined
} {
  const requestIds = new WeakMap<object, string>()
  return {
    plugin: {
      async requestDidStart({ request }) {
        return {
          async didEncounterErrors({ errors }) {
            const id = request.http?.headers.get(REQUEST_ID)
            if (id) for (const error of errors) requestIds.set(error, id)
          },
        }
      },
    },
    requestIdOf: (thrown) => (thrown instanceof Object ? requestIds.get(thrown) : undefined),
  }
}
