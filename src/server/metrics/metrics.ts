import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { AppContext } from '../../context.js'
import { SECONDS } from './buckets.js'
import { addDataGauges, addPoolGauges } from './database-gauges.js'
import { addJobGauges } from './job-gauges.js'
import { operationLabels } from './operation-labels.js'

export interface Metrics {
  readonly registry: Registry
  /** Lookups by result: `cache.inc({ cache: 'response', result: 'hit' })`. */
  readonly cache: Counter<'cache' | 'result'>
  /** What an operation was estimated to answer, in values. */
  readonly cost: Histogram
  /** One answered GraphQL operation; the response cache reports those that Apollo does not see. */
  operation(name: string | null | undefined, outcome: Outcome, seconds: number): void
  /** Values that were sent. */
  values(count: number): void
}

type Outcome = 'ok' | 'error' | 'refused'

const VALUES = [10, 100, 1000, 5000, 10_000, 25_000, 50_000]

/** What `/metrics` shows, in a registry of this server's own. */
export function createMetrics({ db, pool, log }: Pick<AppContext, 'db' | 'pool' | 'log'>): Metrics {
  const registry = new Registry()
  // Among them the lag of the event loop, memory and CPU.
  collectDefaultMetrics({ register: registry })
  const operations = operationSeconds(registry)
  const values = valuesSent(registry)
  addPoolGauges(registry, pool)
  addDataGauges(registry, db, log)
  addJobGauges(registry, { db, log })
  const labelOf = operationLabels()
  return {
    registry,
    cache: cacheRequests(registry),
    cost: operationCost(registry),
    operation: (name, outcome, seconds) =>
      operations.observe({ operation: labelOf(name, outcome), outcome }, seconds),
    values: (count) => values.inc(count),
  }
}

function operationSeconds(registry: Registry) {
  return new Histogram({
    name: 'residua_graphql_operation_seconds',
    help: 'Time to answer a GraphQL operation, by its name and outcome.',
    labelNames: ['operation', 'outcome'],
    buckets: SECONDS,
    registers: [registry],
  })
}

function valuesSent(registry: Registry) {
  return new Counter({
    name: 'residua_graphql_values_total',
    help: 'Values in GraphQL answers; lists of rows are counted by their first row.',
    registers: [registry],
  })
}

function cacheRequests(registry: Registry) {
  return new Counter({
    name: 'residua_cache_requests_total',
    help: 'Cache lookups, by cache and result (hit or miss).',
    labelNames: ['cache', 'result'],
    registers: [registry],
  })
}

function operationCost(registry: Registry) {
  return new Histogram({
    name: 'residua_graphql_cost_values',
    help: 'Estimated cost of GraphQL operations, in values, refused ones included.',
    buckets: VALUES,
    registers: [registry],
  })
}
