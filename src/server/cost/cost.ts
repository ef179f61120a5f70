import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import {
  collectFields,
  type FieldGroup,
  fragmentsOf,
  type Selection,
} from '../../../schema/api/selections.js'
import type { ExportKind } from '../../export/request.js'
import type { StoredSplit } from '../../store/splits.js'
import { type Arguments, type Place, placeWith, type Read } from './places.js'
import { EXPORTS, edges, ordinarySpread, RULES, type Spread } from './rules.js'

export interface Operation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>
}

/** Splits that the fields at the root may speak of, by their arguments. */
export type SplitsFor = (field: string, args: Arguments) => readonly StoredSplit[]

export interface Cost {
  /** Values in the answer; a column counts a tenth. Infinity where it is too large to be counted. */
  readonly values: number
  /** Where the greatest part of them can be had in bulk. */
  readonly bulk: BulkSource | null
}

export interface BulkSource {
  readonly what: ExportKind
  /** Id of a run, or null for the one that answers. */
  readonly run: string | null
  readonly splits: ReadonlySet<string>
  readonly strategies: ReadonlySet<string>
}

const COLUMN_SHARE = 0.1
/** Of a value that is read and not shown: five hundred take the time of one that is written out. */
const READ_SHARE = 0.002
/** Fields looked at before an answer counts as too large. */
const MOST_STEPS = 20_000
const COLUMN_SCALAR = 'FloatVector'

interface Tally {
  values: number
  run: string | null
  readonly splits: Set<string>
  readonly strategies: Set<string>
}

/**
 * What an operation would answer, in values: rows times fields, by the real lengths of its lists; and
 * at a small part of that what it would read to answer (attribution, a lag, explained variance).
 * Fields are collected as execution does, so that what is merged there is counted once here.
 */
export function costOf(query: Operation, splitsFor: SplitsFor): Cost {
  const { schema, operation } = query
  const selection = selectionOf(query)
  const tallies = new Map<ExportKind, Tally>()
  // What many rows have in common is worked out once.
  const fieldsOf = perNodes((nodes, type: GraphQLObjectType) =>
    collectFields(type.name, selectionsOf(nodes), selection),
  )
  const argumentsIn = perNodes((nodes, field: GraphQLField<unknown, unknown>) =>
    argumentsOf(field, nodes[0], query),
  )
  let steps = 0
  const read = new Set<string>()

  const ofReads = (reads: readonly Read[] = []): number => {
    let values = 0
    for (const { key, values: more } of reads) {
      if (read.has(key)) continue
      read.add(key)
      values += more
    }
    return values * READ_SHARE
  }

  const ofFields = (
    type: GraphQLObjectType,
    fields: ReadonlyMap<string, FieldGroup>,
    place: Place,
    times: number,
  ): number => {
    let values = 0
    for (const nodes of fields.values()) {
      const field = type.getFields()[nodes[0].name.value]
      if (field) values += ofField(`${type.name}.${field.name}`, field, nodes, place, times)
      if (values === Number.POSITIVE_INFINITY) break
    }
    return values
  }

  const ofField = (
    name: string,
    field: GraphQLField<unknown, unknown>,
    nodes: FieldGroup,
    place: Place,
    times: number,
  ): number => {
    const args = argumentsIn(nodes, field)
    const isRoot = name.startsWith(ROOT)
    const from = isRoot ? placeWith(splitsFor(field.name, args), pinnedBy(field.name, args)) : place
    let values = 0
    for (const spread of spreadsOf(name, field, args, from)) {
      if (++steps > MOST_STEPS) return Number.POSITIVE_INFINITY
      values += ofReads(spread.reads)
      const here = times * spread.times
      if (here === 0) continue
      const part = ofValue(field, nodes, spread.place, here) + times * (spread.work ?? 0)
      note(name, spread.place, part)
      values += part
    }
    return values
  }

  const ofValue = (
    field: GraphQLField<unknown, unknown>,
    nodes: FieldGroup,
    place: Place,
    times: number,
  ): number => {
    const type = getNamedType(field.type)
    if (isObjectType(type)) return ofFields(type, fieldsOf(nodes, type), place, times)
    const isColumn = type.name === COLUMN_SCALAR || isListType(getNullableType(field.type))
    return times * (isColumn ? Math.max(1, place.length * COLUMN_SHARE) : 1)
  }

  const note = (name: string, { split, pinned }: Place, values: number): void => {
    const what = EXPORTS[name]
    if (what === undefined || split === null) return
    const tally = tallies.get(what) ?? {
      values: 0,
      run: pinned,
      splits: new Set(),
      strategies: new Set(),
    }
    tallies.set(what, tally)
    tally.values += values
    tally.splits.add(split.name)
    tally.strategies.add(split.strategy)
  }

  const root = schema.getRootType(operation.operation)
  const fields = root && collectFields(root.name, [operation.selectionSet], selection)
  const values = root && fields ? ofFields(root, fields, placeWith([]), 1) : 0
  return { values: Math.ceil(values), bulk: largestOf(tallies) }
}

const ROOT = 'Query.'

function perNodes<A, T>(compute: (nodes: FieldGroup, of: A) => T): (nodes: FieldGroup, of: A) => T {
  const kept = new Map<FieldGroup, T>()
  return (nodes, of) => {
    const known = kept.get(nodes) ?? compute(nodes, of)
    kept.set(nodes, known)
    return known
  }
}

/** The fields at the root of an operation, with their arguments. */
export function rootFields(query: Operation): { name: string; args: Arguments }[] {
  const root = query.schema.getRootType(query.operation.operation)
  if (!root) return []
  const collected = collectFields(root.name, [query.operation.selectionSet], selectionOf(query))
  return [...collected.values()].flatMap(([node]) => {
    const field = root.getFields()[node.name.value]
    return field ? [{ name: field.name, args: argumentsOf(field, node, query) }] : []
  })
}

export function pinnedBy(field: string, { run, id }: Arguments): string | null {
  const pinned = field === 'run' ? id : run
  return typeof pinned === 'string' ? pinned : null
}

function spreadsOf(
  name: string,
  { name: field, type }: GraphQLField<unknown, unknown>,
  args: Arguments,
  place: Place,
): readonly Spread[] {
  const rule = RULES[name]
  if (rule) return rule(args, place)
  if (field === 'edges') return edges(place)
  const isList = isListType(getNullableType(type)) && !isLeafType(getNamedType(type))
  return ordinarySpread(isList, args, place)
}

/** Arguments that do not fit are execution's to complain about. */
function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  { variables }: Operation,
): Arguments {
  try {
    return getArgumentValues(field, node, variables)
  } catch {
    return {}
  }
}

function selectionOf({ document, variables }: Operation): Selection {
  return { fragments: fragmentsOf(document), variableValues: variables }
}

function selectionsOf(nodes: FieldGroup): SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
}

function largestOf(tallies: ReadonlyMap<ExportKind, Tally>): BulkSource | null {
  let [largest, most]: [BulkSource | null, number] = [null, 0]
  for (const [what, tally] of tallies) {
    if (tally.values > most) [largest, most] = [{ what, ...tally }, tally.values]
  }
  return largest
}
