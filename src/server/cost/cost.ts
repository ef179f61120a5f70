import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql'
import { collectFields, type FieldGroup, type Selection } from '../../../schema/api/selections.js'
import { once, type Spread, statedCost } from '../../../schema/cost/cost.js'
import { type Arguments, type Place, placeWith } from '../../../schema/cost/place.js'
import { type Read, valuesOf } from '../../../schema/cost/reads.js'
import type { StoredSplit } from '../../store/read/splits.js'
import { type BulkSource, BulkTallies } from './bulk.js'
import { scalarsIn } from './listed.js'
import { argumentsOf, type Operation, pinnedBy, selectionOf } from './operation.js'

/** Splits that a field at the root may answer from, by its arguments. */
export type SplitsFor = (field: string, args: Arguments) => readonly StoredSplit[]

export interface OperationCost {
  /** Values in the answer; a column counts a tenth. Infinity where it is too large to be counted. */
  readonly values: number
  /** Where the greatest part of them can be had in bulk. */
  readonly bulk: BulkSource | null
}

const COLUMN_SHARE = 0.1
/** Of a value that is read and not shown: five hundred take the time of one that is written out. */
const READ_SHARE = 0.002
/** Scalars in the arguments of a field that cost nothing. */
const ARGUMENTS_FREE = 100
/** Fields counted before an answer is too large. */
const MOST_STEPS = 20_000
const COLUMN_SCALAR = 'FloatVector'

/**
 * What an operation would answer, in values: rows times fields, by the real lengths of its lists; and
 * what it would compute to answer, in the values that could be written meanwhile, and a small part of what it would read.
 * Fields are collected as execution does, so that what is merged there is counted once here.
 */
export function costOf(query: Operation, splitsFor: SplitsFor): OperationCost {
  return new CostCount(query, splitsFor).ofOperation()
}

class CostCount {
  readonly #query: Operation
  readonly #splitsFor: SplitsFor
  readonly #selection: Selection
  readonly #fieldsOf: (nodes: FieldGroup, type: GraphQLObjectType) => Fields
  readonly #argumentsIn: (nodes: FieldGroup, field: Field) => Arguments
  readonly #listedIn: (nodes: FieldGroup, args: Arguments) => number
  readonly #tallies = new BulkTallies()
  readonly #read = new Set<string>()
  #steps = 0

  constructor(query: Operation, splitsFor: SplitsFor) {
    this.#query = query
    this.#splitsFor = splitsFor
    this.#selection = selectionOf(query)
    this.#fieldsOf = perGroup((nodes, type) => {
      const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
      return collectFields(type.name, sets, this.#selection)
    })
    this.#argumentsIn = perGroup((nodes, field) => argumentsOf(field, nodes[0], query))
    this.#listedIn = perGroup((_, args) =>
      Math.max(0, scalarsIn(args, Number.POSITIVE_INFINITY) - ARGUMENTS_FREE),
    )
  }

  ofOperation(): OperationCost {
    const { schema, operation } = this.#query
    const root = schema.getRootType(operation.operation)
    if (!root) return { values: 0, bulk: null }
    const fields = collectFields(root.name, [operation.selectionSet], this.#selection)
    const values = this.#ofFields(root, fields, placeWith([]), 1)
    return { values: Math.ceil(values), bulk: this.#tallies.largest() }
  }

  #ofFields(type: GraphQLObjectType, fields: Fields, place: Place, times: number): number {
    const isRoot = type === this.#query.schema.getQueryType()
    let values = 0
    for (const nodes of fields.values()) {
      const field = type.getFields()[nodes[0].name.value]
      if (!field) continue
      const args = this.#argumentsIn(nodes, field)
      const from = isRoot ? this.#placeAtRoot(field, args) : place
      values += times * this.#listedIn(nodes, args)
      values += this.#ofSpreads(spreadsOf(field, args, from), { field, nodes, times })
      if (values === Number.POSITIVE_INFINITY) break
    }
    return values
  }

  #placeAtRoot({ name }: Field, args: Arguments): Place {
    return placeWith(this.#splitsFor(name, args), pinnedBy(name, args))
  }

  #ofSpreads(spreads: readonly Spread[], { field, nodes, times }: Occurrence): number {
    const bulk = statedCost(field)?.bulk
    let values = 0
    for (const { times: more, place, work = 0, reads, computes } of spreads) {
      if (++this.#steps > MOST_STEPS) return Number.POSITIVE_INFINITY
      values += READ_SHARE * this.#ofReads(reads) + this.#ofReads(computes)
      if (times * more === 0) continue
      const part = this.#ofValue(place, { field, nodes, times: times * more }) + times * work
      if (bulk) this.#tallies.add(bulk, place, part)
      values += part
    }
    return values
  }

  #ofValue(place: Place, { field, nodes, times }: Occurrence): number {
    const type = getNamedType(field.type)
    if (isObjectType(type)) return this.#ofFields(type, this.#fieldsOf(nodes, type), place, times)
    const isColumn = type.name === COLUMN_SCALAR || isListType(getNullableType(field.type))
    return times * (isColumn ? Math.max(1, place.length * COLUMN_SHARE) : 1)
  }

  /** An operation reads, and computes, the same once. */
  #ofReads(reads: readonly Read[] = []): number {
    let values = 0
    for (const read of reads) {
      if (this.#read.has(read.key)) continue
      this.#read.add(read.key)
      values += valuesOf(read)
    }
    return values
  }
}

type Field = GraphQLField<unknown, unknown>
type Fields = ReadonlyMap<string, FieldGroup>

/** A field in the answer, so many times. */
interface Occurrence {
  readonly field: Field
  readonly nodes: FieldGroup
  readonly times: number
}

function spreadsOf(field: Field, args: Arguments, place: Place): readonly Spread[] {
  return statedCost(field)?.rule(args, place) ?? once(place)
}

/** What many rows have in common is computed once. */
function perGroup<A, T>(compute: (nodes: FieldGroup, of: A) => T): (nodes: FieldGroup, of: A) => T {
  const kept = new Map<FieldGroup, T>()
  return (nodes, of) => {
    const known = kept.get(nodes) ?? compute(nodes, of)
    kept.set(nodes, known)
    return known
  }
}
