import type { ApolloServerPlugin } from '@apollo/server'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getVariableValues,
  Kind,
} from 'graphql'
import { splitsOf } from '../../../schema/api/answering.js'
import type { Context } from '../../../schema/api/context.js'
import { fragmentsOf, someSelection } from '../../../schema/api/selections.js'
import type { Arguments } from '../../../schema/cost/place.js'
import { DEFAULT_STRATEGY } from '../../catalogue.js'
import { exportUrl } from '../../export/request.js'
import type { StoredSplit } from '../../store/splits.js'
import type { BulkSource } from './bulk.js'
import { costOf, type OperationCost } from './cost.js'
import { type Operation, pinnedBy, rootFields } from './operation.js'

/** Refuses an operation, before it runs, that would answer more than `limit` values. */
export function costLimit(
  limit: number,
  observe: (values: number) => void,
): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request, contextValue }) {
          if (!operation) return
          const inputs = request.variables ?? {}
          const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], inputs)
          // Variables that do not fit are execution's to complain about.
          if (!coerced) return
          const query = { schema, document, operation, variables: coerced }
          const cost = costOf(query, await splitsFor(query, contextValue))
          observe(Math.min(cost.values, Number.MAX_SAFE_INTEGER))
          if (cost.values > limit) throw tooCostly(cost, limit)
        },
      }
    },
  }
}

const OF_SPLITS = new Set(['Split', 'SplitConnection', 'Hedge', 'ComparisonRow'])
const OF_RUNS = new Set(['Run', 'RunConnection', 'Strategy'])
/** Fields below a run that are of its splits. */
const OF_ITS_SPLITS = ['splits', 'measures', 'pnlByPeriod']

/** Reads, as the resolvers will, the splits that the operation speaks of. */
async function splitsFor(query: Operation, { loaders }: Context) {
  const found = new Map<string, Promise<readonly StoredSplit[]>>()
  const mentionsSplits = once(() => mentions(query.document, OF_ITS_SPLITS))
  for (const { name, args } of rootFields(query)) {
    const type = typeOf(query.schema, name)
    if (!OF_SPLITS.has(type) && !(OF_RUNS.has(type) && mentionsSplits())) continue
    const key = keyOf(name, args)
    const selection = { run: pinnedBy(name, args), dataset: asText(args.dataset) }
    // What cannot be read, or does not exist, is the resolvers' to say.
    if (!found.has(key))
      found.set(
        key,
        splitsOf(selection, loaders).catch(() => []),
      )
  }
  const read = new Map<string, readonly StoredSplit[]>()
  for (const [key, splits] of found) read.set(key, await splits)
  return (name: string, args: Arguments) => read.get(keyOf(name, args)) ?? []
}

function keyOf(name: string, args: Arguments): string {
  return JSON.stringify([pinnedBy(name, args), args.dataset ?? null])
}

function typeOf(schema: GraphQLSchema, field: string): string {
  const found = schema.getQueryType()?.getFields()[field]
  return found ? getNamedType(found.type).name : ''
}

function mentions(document: DocumentNode, fields: readonly string[]): boolean {
  const sets = document.definitions.map((one) =>
    'selectionSet' in one ? one.selectionSet : undefined,
  )
  return someSelection(
    sets,
    fragmentsOf(document),
    (node) => node.kind === Kind.FIELD && fields.includes(node.name.value),
  )
}

function once<T>(compute: () => T): () => T {
  let kept: { value: T } | undefined
  return () => {
    kept ??= { value: compute() }
    return kept.value
  }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function tooCostly({ values, bulk }: OperationCost, limit: number): GraphQLError {
  const asked = Number.isFinite(values) ? `about ${grouped(values)}` : 'far too many'
  const route = bulk ? `: GET ${routeOf(bulk)} has them in bulk (csv, parquet, ndjson too)` : ''
  const message =
    `the query asks for ${asked} values, and ${grouped(limit)} are allowed${route}; ` +
    'or ask for fewer dates, assets or splits, or for columns (pnlSeries, residualVector)'
  return new GraphQLError(message, { extensions: { code: 'COST_LIMIT', http: { status: 400 } } })
}

function routeOf({ what, run, splits, strategies }: BulkSource): string {
  const [split, ...others] = splits
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
