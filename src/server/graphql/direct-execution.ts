import { type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  execute,
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  lexicographicSortSchema,
} from 'graphql'
import type { Context } from '../../../schema/api/context.js'
import { JsonText } from '../../../schema/api/json-text.js'
import type { FieldGroup } from '../../../schema/api/selections.js'
import { isPlain, NotPlain } from './plain-values.js'
import { dependsOnVariables, writerOf } from './selection-writer.js'
import type { Writer } from './value-writers.js'

/**
 * Writes lists of plain values (rows of PnL, residuals, weights) straight to JSON instead of
 * completing them value by value, which takes most of the time of an answer. Whatever does not go
 * that way, errors above all, is executed as usual.
 *
 * It executes a copy of the schema in which a field of plain values is a leaf, whose resolver writes
 * what the query selects from it.
 */
export function directExecution(served: GraphQLSchema): ApolloServerPlugin<Context> {
  // Sorting is graphql's one way of copying the types with all that they hold.
  const schema = lexicographicSortSchema(served)
  const typeNames = Object.values(schema.getTypeMap())
  const plain = new Set(typeNames.filter((type) => isObjectType(type) && isPlain(type)))
  for (const type of typeNames) {
    if (!isObjectType(type) || type.name.startsWith('__') || plain.has(type)) continue
    for (const field of Object.values(type.getFields())) {
      if (plain.has(getNamedType(field.type))) writeDirectly(field)
    }
  }
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, operation, request, contextValue }) {
          // Undefined, whatever its type says, where the document has no operation of that name.
          if (operation?.operation !== 'query') return null
          const singleResult = await execute({
            schema,
            document,
            contextValue,
            variableValues: request.variables,
            operationName: request.operationName,
          })
          if (singleResult.errors) return null
          return {
            http: { status: undefined, headers: new HeaderMap() },
            body: { kind: 'single', singleResult: { data: singleResult.data } },
          }
        },
      }
    },
  }
}

const WRITTEN = new GraphQLScalarType({ name: 'Written', serialize: (value) => value })

type Field = GraphQLField<unknown, Context>

function writeDirectly(field: Field): void {
  const { type, resolve = property } = field
  const writers = new WeakMap<FieldNode, Writer>()
  const write = (value: unknown, writer: Writer) =>
    new JsonText(writer.write(value), writer.count(value))
  const writerFor = (info: GraphQLResolveInfo): Writer => {
    const group = groupOf(info)
    const known = writers.get(group[0])
    if (known) return known
    const writer = writerOf(type, group, info)
    const always = group.length === 1 && !dependsOnVariables(group, info)
    if (always) writers.set(group[0], writer)
    return writer
  }
  const resolver: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
    const found = writerFor(info)
    const value = resolve(source, args, context, info)
    if (value instanceof Promise) {
      return value.then(async (awaited) => write(await settled(awaited, type, found), found))
    }
    return settled(value, type, found).then((known) => write(known, found))
  }
  field.type = WRITTEN
  field.resolve = resolver
}

/** The nodes of a field that is being resolved: at least one asks for it. */
function groupOf({ fieldNodes }: GraphQLResolveInfo): FieldGroup {
  const [first, ...others] = fieldNodes
  if (first === undefined) throw new NotPlain()
  return [first, ...others]
}

/** Values whose fields asked for are all there: those that are functions called and awaited. */
async function settled(value: unknown, type: GraphQLOutputType, writer: Writer): Promise<unknown> {
  const bare = isNonNullType(type) ? type.ofType : type
  if (!isListType(bare)) return settledFields(value, lazyFields(value, writer))
  if (!Array.isArray(value) || value.length === 0) return value
  const lazy = lazyFields(value[0], writer)
  if (lazy.length === 0) return value
  return Promise.all(value.map((item) => settledFields(item, lazy)))
}

function lazyFields(value: unknown, { fields }: Writer): readonly string[] {
  if (value === null || typeof value !== 'object') return []
  return fields.filter((name) => typeof Reflect.get(value, name) === 'function')
}

async function settledFields(value: unknown, lazy: readonly string[]): Promise<unknown> {
  if (lazy.length === 0 || value === null || typeof value !== 'object') return value
  const known: Record<string, unknown> = { ...value }
  for (const name of lazy) known[name] = await Reflect.get(value, name).call(value)
  return known
}

const property: GraphQLFieldResolver<unknown, Context> = (
  source,
  _args,
  _context,
  { fieldName },
) => (source === null || typeof source !== 'object' ? undefined : Reflect.get(source, fieldName))
