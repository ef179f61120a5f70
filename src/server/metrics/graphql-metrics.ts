import type { ApolloServerPlugin } from '@apollo/server'
import type { Context } from '../../../schema/api/context.js'
import type { Hit } from '../cache/hooks.js'
import type { Metrics } from './metrics.js'
import { valuesIn } from './values.js'

/** Times operations and counts the values of their answers. */
export function metricsPlugin(metrics: Metrics): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      const start = process.hrtime.bigint()
      return {
        async willSendResponse({ operationName, response: { body } }) {
          if (body.kind !== 'single') return
          const { data, errors } = body.singleResult
          const seconds = Number(process.hrtime.bigint() - start) / 1e9
          const outcome = errors === undefined ? 'ok' : data === undefined ? 'refused' : 'error'
          metrics.operation(operationName, outcome, seconds)
          if (data) metrics.values(valuesIn(data))
        },
      }
    },
  }
}

/** Counts lookups in the response cache, and times the operations that it answers before Apollo. */
export function cacheMetrics(metrics: Metrics) {
  return (hit: Hit | null): void => {
    metrics.cache.inc(hit ? HIT : MISS)
    if (hit) metrics.operation(hit.operation, 'ok', hit.ms / 1000)
  }
}

const HIT = { cache: 'response', result: 'hit' } as const
const MISS = { cache: 'response', result: 'miss' } as const
