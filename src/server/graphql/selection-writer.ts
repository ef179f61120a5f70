import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { PrintedRows } from '../../../schema/api/printed-rows.js'
import {
  collectFields,
  type FieldGroup,
  type Selection,
  someSelection,
} from '../../../schema/api/selections.js'
import { NotPlain } from './plain-values.js'
import { constant, leaf, listOf, nonNull, nullable, type Writer } from './value-writers.js'

/** The writer of a field's value, for all the places where the query selects from it. */
export function writerOf(type: GraphQLOutputType, nodes: FieldGroup, selection: Selection): Writer {
  if (isNonNullType(type)) return nonNull(writerOf(type.ofType, nodes, selection))
  if (isListType(type)) return nullable(listOf(writerOf(type.ofType, nodes, selection)))
  if (isObjectType(type)) return nullable(objectOf(type, nodes, selection))
  if (isLeafType(type)) return nullable(leaf(type))
  throw new NotPlain()
}

/** Whether the same nodes may select something else when the variables differ. */
export function dependsOnVariables(
  nodes: FieldGroup,
  { fragments }: Pick<Selection, 'fragments'>,
): boolean {
  const sets = nodes.map(({ selectionSet }) => selectionSet)
  return someSelection(sets, fragments, ({ directives }) => (directives?.length ?? 0) > 0)
}

interface Property {
  /** The JSON before its value. */
  readonly lead: string
  readonly name: string
  readonly writer: Writer
}

function objectOf(type: GraphQLObjectType, nodes: FieldGroup, selection: Selection): Writer {
  const properties = propertiesOf(type, nodes, selection)
  return {
    fields: properties.map(({ name }) => name),
    write(value) {
      const source = value as Record<string, unknown>
      let text = '{'
      for (const { lead, name, writer } of properties) text += lead + writer.write(source[name])
      return `${text}}`
    },
    writeRows: (rows) => writtenRows(rows, properties),
    count(value) {
      const source = value as Record<string, unknown>
      return properties.reduce((sum, { name, writer }) => sum + writer.count(source[name]), 0)
    },
  }
}

function writtenRows(rows: PrintedRows, properties: readonly Property[]): string {
  const columns = properties.map(({ lead, name, writer }) => {
    const cells = rows.cells(name)
    if (!cells && name !== '__typename') throw new NotPlain()
    return { lead, cells, constant: cells ? '' : writer.write(null) }
  })
  let text = ''
  for (let row = 0; row < rows.length; row++) {
    text += row > 0 ? ',{' : '{'
    for (const { lead, cells, constant } of columns) text += lead + (cells?.[row] ?? constant)
    text += '}'
  }
  return `[${text}]`
}

function propertiesOf(
  type: GraphQLObjectType,
  nodes: FieldGroup,
  selection: Selection,
): readonly Property[] {
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
  return [...collectFields(type.name, sets, selection)].map(([key, group], index) => {
    const name = group[0].name.value
    const lead = `${index > 0 ? ',' : ''}"${key}":`
    return { lead, name, writer: writerOfField(type, name, group, selection) }
  })
}

function writerOfField(
  type: GraphQLObjectType,
  name: string,
  group: FieldGroup,
  selection: Selection,
): Writer {
  if (name === '__typename') return constant(type.name)
  const field = type.getFields()[name]
  if (!field) throw new NotPlain()
  return writerOf(field.type, group, selection)
}
