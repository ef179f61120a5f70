import type { ApolloServerPlugin } from '@apollo/server'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Context } from '../../../schema/api/context.js'
import type { AppContext } from '../../context.js'
import { dataVersion, type StoredDataVersion } from '../../store/read/data-version.js'
import type { Hit } from '../cache/hooks.js'
import { addJobGauges } from './jobs.js'
import { operationLabels } from './labels.js'
import { valuesIn } from './values.js'

export interface Metrics {
  readonly registry: Registry
  /** Answers that were, and were not, in a cache: `cache.inc({ cache: 'response', result: 'hit' })`. */
  readonly cache: Counter<'cache' | 'result'>
  /** What an operation was estimated to answer, in values. */
  readonly cost: Histogram
  /** One answered GraphQL operation; for answers that Apollo does not see, its cache must call this. */
  operation(name: string | null | undefined, outcome: Outcome, seconds: number): void
  /** Values that went out. */
  values(count: number): void
}

export type Outcome = 'ok' | 'error' | 'refused'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const VALUES = [10, 100, 1000, 5000, 10_000, 25_000, 50_000]

/** What `/metrics` shows, in a registry of this server's own. */
export function createMetrics({ db, pool, log }: Pick<AppContext, 'db' | 'pool' | 'log'>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  // Among them the lag of the event loop, memory and CPU.
  collectDefaultMetrics({ register: registry })
  const operations = new Histogram({
    name: 'residua_graphql_operation_seconds',
    help: 'Time to answer a GraphQL operation, by its name and outcome.',
    labelNames: ['operation', 'outcome'],
    buckets: SECONDS,
    registers,
  })
  const values = new Counter({
    name: 'residua_graphql_values_total',
    help: 'Values in GraphQL answers; lists of rows are counted by their first row.',
    registers,
  })
  addPoolGauges(registry, pool)
  addDataGauges(registry, db, log)
  addJobGauges(registry, { db, log })
  const labelOf = operationLabels()
  return {
    registry,
    cache: new Counter({
      name: 'residua_cache_requests_total',
      help: 'Answers looked for in a cache, by result (hit or miss).',
      labelNames: ['cache', 'result'],
      registers,
    }),
    cost: new Histogram({
      name: 'residua_graphql_cost_values',
      help: 'Estimated cost of GraphQL operations, in values, refused ones included.',
      buckets: VALUES,
      registers,
    }),
    operation: (name, outcome, seconds) =>
      operations.observe({ operation: labelOf(name, outcome), outcome }, seconds),
    values: (count) => values.inc(count),
  }
}

/** `/metrics` in Prometheus' text format, and every route's requests in it. */
export function addMetrics(app: FastifyInstance, { registry }: Metrics): void {
  const requests = new Histogram({
    name: 'residua_http_request_seconds',
    help: 'Time to answer an HTTP request, by route, method and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: SECONDS,
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const labels = { route, method: request.method, status: String(reply.statusCode) }
    requests.observe(labels, reply.elapsedTime / 1000)
    done()
  })
  app.get('/metrics', async (_request, reply) => {
    const text = await registry.metrics()
    return reply.type(registry.contentType).header('cache-control', 'no-store').send(text)
  })
}

/** Times operations and counts what they answer. */
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

/** Counts look-ups in the response cache, and times the operations it answers before Apollo sees them. */
export function cacheMetrics(metrics: Metrics) {
  return (hit: Hit | null): void => {
    metrics.cache.inc(hit ? HIT : MISS)
    if (hit) metrics.operation(hit.operation, 'ok', hit.ms / 1000)
  }
}

const HIT = { cache: 'response', result: 'hit' } as const
const MISS = { cache: 'response', result: 'miss' } as const

function addPoolGauges(registry: Registry, pool: AppContext['pool']): void {
  const connections = () => ({
    busy: pool.totalCount - pool.idleCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
  })
  new Gauge({
    name: 'residua_pool_connections',
    help: 'Database connections that are busy or idle, and requests that wait for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(connections())) this.set({ state }, count)
    },
  })
}

/** Asked of the database when looked at; while it is away they are absent rather than old. */
function addDataGauges(registry: Registry, db: AppContext['db'], log: AppContext['log']): void {
  let asking: Promise<StoredDataVersion | null> | undefined
  const ask = () => {
    asking ??= dataVersion(db)
      .catch((thrown: unknown) => {
        log.warn({ err: thrown }, 'the metrics lack the data version')
        return null
      })
      .finally(() => {
        asking = undefined
      })
    return asking
  }
  const gauge = (
    name: string,
    help: string,
    valueIn: (data: StoredDataVersion | null) => number | undefined,
  ) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const value = valueIn(await ask())
        if (value === undefined) this.remove()
        else this.set(value)
      },
    })
  gauge('residua_database_up', '1 where the database answers.', (data) => (data ? 1 : 0))
  gauge('residua_data_version', 'Counter of publications.', (data) => data?.version)
  gauge(
    'residua_data_age_seconds',
    'Time since the last publication; absent before the first.',
    (data) => (data?.publishedAt ? (Date.now() - data.publishedAt.getTime()) / 1000 : undefined),
  )
}
