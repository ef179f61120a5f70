import {
  type FieldNode,
  GraphQLFloat,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  GraphQLString,
  getDirectiveValues,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { JsonText } from '../../../schema/api/json-text.js'

/** What a query asks of values of one type, compiled to write them as JSON. */
export interface Writer {
  /** JSON of a value; throws `NotPlain` where it has to be completed field by field. */
  write(value: unknown): string
  /** Names of the type's own fields that are asked for. */
  readonly fields: readonly string[]
  /** Values in what is written; the items of a list are alike, so they are counted by the first. */
  count(value: unknown): number
}

/** A value that only GraphQL's own execution knows what to do with: null where none may be, … */
export class NotPlain extends Error {
  override readonly name = 'NotPlain'
}

type Selection = Pick<GraphQLResolveInfo, 'fragments' | 'variableValues'>

/**
 * Whether everything below a type is properties of plain values: no arguments, no resolvers, no
 * interfaces. Such values need no execution, only writing out.
 */
export function isPlain(type: GraphQLNamedType, above: readonly GraphQLNamedType[] = []): boolean {
  if (isLeafType(type)) return true
  if (!isObjectType(type) || above.includes(type)) return false
  return Object.values(type.getFields()).every(
    (field) =>
      field.resolve === undefined &&
      field.args.length === 0 &&
      isPlain(namedType(field.type), [...above, type]),
  )
}

export function namedType(type: GraphQLOutputType): GraphQLNamedType {
  return isNonNullType(type) || isListType(type) ? namedType(type.ofType) : type
}

/** The writer of a field's value, for all the places where the query selects from it. */
export function writerOf(
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  selection: Selection,
): Writer {
  if (isNonNullType(type)) return nonNull(writerOf(type.ofType, nodes, selection))
  if (isListType(type)) return nullable(listOf(writerOf(type.ofType, nodes, selection)))
  if (isObjectType(type)) return nullable(objectOf(type, nodes, selection))
  if (isLeafType(type)) return nullable(leaf(type))
  throw new NotPlain()
}

/** Whether the same nodes may select something else when the variables differ. */
export function dependsOnVariables(nodes: readonly FieldNode[], { fragments }: Selection): boolean {
  const visited = new Set<string>()
  const inSet = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((node) => {
      if (node.directives && node.directives.length > 0) return true
      if (node.kind !== Kind.FRAGMENT_SPREAD) return inSet(node.selectionSet)
      if (visited.has(node.name.value)) return false
      visited.add(node.name.value)
      return inSet(fragments[node.name.value]?.selectionSet)
    }) ?? false
  return nodes.some((node) => inSet(node.selectionSet))
}

function nonNull({ write, ...writer }: Writer): Writer {
  return {
    ...writer,
    write(value) {
      if (value === null || value === undefined) throw new NotPlain()
      return write(value)
    },
  }
}

function nullable({ write, count, fields }: Writer): Writer {
  return {
    fields,
    write: (value) => (value === null || value === undefined ? 'null' : write(value)),
    count: (value) => (value === null || value === undefined ? 1 : count(value)),
  }
}

function listOf({ write, count, fields }: Writer): Writer {
  return {
    fields,
    write(value) {
      if (value instanceof JsonText) return value.text
      if (!Array.isArray(value)) throw new NotPlain()
      if (value.length === 0) return '[]'
      let text = `[${write(value[0])}`
      for (let i = 1; i < value.length; i++) text += `,${write(value[i])}`
      return `${text}]`
    },
    count(value) {
      if (value instanceof JsonText) return value.values
      return Array.isArray(value) && value.length > 0 ? value.length * count(value[0]) : 0
    },
  }
}

function leaf(type: GraphQLNamedType & { serialize(value: unknown): unknown }): Writer {
  const serialised = (value: unknown) => {
    if (typeof value === 'function' || value instanceof Promise) throw new NotPlain()
    const leaf = type.serialize(value)
    const json = leaf instanceof JsonText ? leaf.text : JSON.stringify(leaf)
    if (json === undefined) throw new NotPlain()
    return json
  }
  const count = (value: unknown) => {
    if (value instanceof JsonText) return value.values
    return Array.isArray(value) ? value.length : 1
  }
  const fields: string[] = []
  if (type === GraphQLFloat) {
    const write = (value: unknown) =>
      typeof value === 'number' && Number.isFinite(value) ? String(value) : serialised(value)
    return { write, count, fields }
  }
  if (type === GraphQLString || type.name === 'Date') {
    const write = (value: unknown) =>
      typeof value === 'string' && SIMPLE.test(value) ? `"${value}"` : serialised(value)
    return { write, count, fields }
  }
  return { write: serialised, count, fields }
}

/** Strings whose JSON is themselves in quotes. */
const SIMPLE = /^[ !#-[\]-~]*$/

interface Property {
  /** What stands before its value. */
  readonly lead: string
  readonly name: string
  readonly writer: Writer
}

function objectOf(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  selection: Selection,
): Writer {
  const asked = new Map<string, FieldNode[]>()
  for (const { selectionSet } of nodes) {
    if (selectionSet) collect(type, selectionSet, selection, { asked, visited: new Set() })
  }
  const properties: Property[] = []
  for (const [key, [node, ...others]] of asked) {
    const name = node.name.value
    const of = name === '__typename' ? undefined : type.getFields()[name]
    if (!of && name !== '__typename') throw new NotPlain()
    const writer = of ? writerOf(of.type, [node, ...others], selection) : constant(type.name)
    properties.push({ lead: `${properties.length > 0 ? ',' : ''}"${key}":`, name, writer })
  }
  return {
    fields: properties.map(({ name }) => name),
    write(value) {
      const source = value as Record<string, unknown>
      let text = '{'
      for (const { lead, name, writer } of properties) text += lead + writer.write(source[name])
      return `${text}}`
    },
    count(value) {
      const source = value as Record<string, unknown>
      return properties.reduce((sum, { name, writer }) => sum + writer.count(source[name]), 0)
    },
  }
}

function constant(value: string): Writer {
  const text = JSON.stringify(value)
  return { write: () => text, count: () => 1, fields: [] }
}

interface Collected {
  readonly asked: Map<string, FieldNode[]>
  readonly visited: Set<string>
}

/** CollectFields of the specification, for a type that is known. */
function collect(
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  selection: Selection,
  into: Collected,
): void {
  for (const node of selections) {
    const { if: skipped } =
      getDirectiveValues(GraphQLSkipDirective, node, selection.variableValues) ?? {}
    const { if: included } =
      getDirectiveValues(GraphQLIncludeDirective, node, selection.variableValues) ?? {}
    if (skipped === true || included === false) continue
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value
      const before = into.asked.get(key)
      if (before) before.push(node)
      else into.asked.set(key, [node])
      continue
    }
    if (node.kind === Kind.INLINE_FRAGMENT) {
      if (!node.typeCondition || node.typeCondition.name.value === type.name) {
        collect(type, node.selectionSet, selection, into)
      }
      continue
    }
    const fragment = selection.fragments[node.name.value]
    if (into.visited.has(node.name.value) || !fragment) continue
    into.visited.add(node.name.value)
    if (fragment.typeCondition.name.value === type.name) {
      collect(type, fragment.selectionSet, selection, into)
    }
  }
}
