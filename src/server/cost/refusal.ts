import { GraphQLError } from 'graphql'
import { DEFAULT_STRATEGY } from '../../catalogue.js'
import { exportUrl } from '../../export/request.js'
import type { BulkSource } from './bulk.js'
import type { OperationCost } from './cost.js'

/** The error of an operation that costs more than is allowed, with where to get the values instead. */
export function tooCostly({ values, bulk }: OperationCost, limit: number): GraphQLError {
  const asked = Number.isFinite(values) ? `about ${grouped(values)}` : 'far too many'
  const route = bulk ? `: GET ${routeOf(bulk)} has them in bulk (csv, parquet, ndjson too)` : ''
  const message =
    `the query asks for ${asked} values, and ${grouped(limit)} are allowed${route}; ` +
    'or ask for fewer dates, assets or splits, or for columns (pnlSeries, residualVector)'
  return refusal(message)
}

/** The error of an operation whose variables hold more than is allowed. */
export function tooManyVariables(most: number): GraphQLError {
  return refusal(`the variables hold more than ${grouped(most)} values: ask for fewer at a time`)
}

function refusal(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'COST_LIMIT', http: { status: 400 } } })
}

function routeOf({ what, run, splits, strategies }: BulkSource): string {
  const [split = 'all', ...others] = splits
  const [strategy] = strategies
  return exportUrl({
    run: run ?? 'latest',
    split: others.length === 0 ? split : 'all',
    kind: what,
    strategy: run === null && strategy !== DEFAULT_STRATEGY ? strategy : undefined,
  })
}

function grouped(value: number): string {
  return value.toLocaleString('en-US')
}
