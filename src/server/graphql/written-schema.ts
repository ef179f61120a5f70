import {
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  lexicographicSortSchema,
} from 'graphql'
import type { Context } from '../../../schema/api/context.js'
import { JsonText } from '../../../schema/api/json-text.js'
import type { FieldGroup } from '../../../schema/api/selections.js'
import { settled } from './lazy-fields.js'
import { isPlain, NotPlain } from './plain-values.js'
import { dependsOnVariables, writerOf } from './selection-writer.js'
import type { Writer } from './value-writers.js'

/**
 * A copy of the schema in which a field of plain values is a leaf, whose resolver writes what the
 * query selects from it as JSON.
 */
export function writtenSchema(served: GraphQLSchema): GraphQLSchema {
  // Sorting is graphql's one way of copying the types with all that they hold.
  const schema = lexicographicSortSchema(served)
  const types = Object.values(schema.getTypeMap())
  const plain = new Set(types.filter((type) => isObjectType(type) && isPlain(type)))
  for (const type of types) {
    if (!isObjectType(type) || type.name.startsWith('__') || plain.has(type)) continue
    for (const field of Object.values(type.getFields())) {
      if (plain.has(getNamedType(field.type))) writeDirectly(field)
    }
  }
  return schema
}

const WRITTEN = new GraphQLScalarType({ name: 'Written', serialize: (value) => value })

type Field = GraphQLField<unknown, Context>
type Resolver = GraphQLFieldResolver<unknown, Context>

function writeDirectly(field: Field): void {
  const { type, resolve = property } = field
  const writerFor = writersOf(type)
  const write = (value: unknown, writer: Writer) =>
    new JsonText(flat(writer.write(value)), writer.count(value))
  field.type = WRITTEN
  field.resolve = (source, args, context, info) => {
    const writer = writerFor(info)
    const value = resolve(source, args, context, info)
    if (value instanceof Promise) {
      return value.then(async (awaited) => write(await settled(awaited, type, writer), writer))
    }
    return settled(value, type, writer).then((known) => write(known, writer))
  }
}

/**
 * The text as consecutive characters: one that was made of many parts is put together when it is first
 * looked into, which would otherwise be when the whole answer is sent.
 */
function flat(text: string): string {
  return text.charCodeAt(0) === 0 ? '' : text
}

/** A writer is compiled once for a document, unless its selection depends on the variables. */
function writersOf(type: Field['type']): (info: GraphQLResolveInfo) => Writer {
  const writers = new WeakMap<FieldNode, Writer>()
  return (info) => {
    const group = groupOf(info)
    const known = writers.get(group[0])
    if (known) return known
    const writer = writerOf(type, group, info)
    const always = group.length === 1 && !dependsOnVariables(group, info)
    if (always) writers.set(group[0], writer)
    return writer
  }
}

/** The nodes of a field that is being resolved: at least one asks for it. */
function groupOf({ fieldNodes }: GraphQLResolveInfo): FieldGroup {
  const [first, ...others] = fieldNodes
  if (first === undefined) throw new NotPlain()
  return [first, ...others]
}

const property: Resolver = (source, _args, _context, { fieldName }) =>
  source === null || typeof source !== 'object' ? undefined : Reflect.get(source, fieldName)
