import { type DocumentNode, type GraphQLSchema, getNamedType, Kind } from 'graphql'
import { splitsOf } from '../../../schema/api/answering.js'
import type { Loaders } from '../../../schema/api/loaders.js'
import { fragmentsOf, someSelection } from '../../../schema/api/selections.js'
import type { Arguments } from '../../../schema/cost/place.js'
import type { StoredSplit } from '../../store/read/splits.js'
import type { SplitsFor } from './cost.js'
import { type Operation, pinnedBy, rootFields } from './operation.js'

/** Types of fields at the root whose cost depends on the splits that answer. */
const OF_SPLITS = new Set(['Split', 'SplitConnection', 'Hedge', 'ComparisonRow'])
/** The same, where the query asks for a field of their splits. */
const OF_RUNS = new Set(['Run', 'RunConnection', 'Strategy'])
const OF_THEIR_SPLITS = ['splits', 'measures', 'pnlByPeriod']

/** Reads, as the resolvers will, the splits that the operation's fields at the root answer from. */
export async function readSplits(query: Operation, loaders: Loaders): Promise<SplitsFor> {
  const found = new Map<string, Promise<readonly StoredSplit[]>>()
  for (const { name, args } of rootFields(query)) {
    const type = typeOf(query.schema, name)
    const key = keyOf(name, args)
    if (found.has(key) || !needsSplits(type, query.document)) continue
    const selection = { run: pinnedBy(name, args), dataset: textIn(args.dataset) }
    // What cannot be read, or does not exist, is reported by the resolvers.
    found.set(
      key,
      splitsOf(selection, loaders).catch(() => []),
    )
  }
  const read = new Map<string, readonly StoredSplit[]>()
  for (const [key, splits] of found) read.set(key, await splits)
  return (name, args) => read.get(keyOf(name, args)) ?? []
}

function keyOf(name: string, args: Arguments): string {
  return JSON.stringify([pinnedBy(name, args), args.dataset ?? null])
}

function typeOf(schema: GraphQLSchema, field: string): string {
  const found = schema.getQueryType()?.getFields()[field]
  return found ? getNamedType(found.type).name : ''
}

function needsSplits(type: string, document: DocumentNode): boolean {
  return OF_SPLITS.has(type) || (OF_RUNS.has(type) && asksFor(document, OF_THEIR_SPLITS))
}

function asksFor(document: DocumentNode, fields: readonly string[]): boolean {
  const sets = document.definitions.map((one) =>
    'selectionSet' in one ? one.selectionSet : undefined,
  )
  return someSelection(
    sets,
    fragmentsOf(document),
    (node) => node.kind === Kind.FIELD && fields.includes(node.name.value),
  )
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
