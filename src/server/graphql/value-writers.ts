import { GraphQLFloat, type GraphQLLeafType, GraphQLString } from 'graphql'
import { JsonText } from '../../../schema/api/json-text.js'
import { PrintedRows } from '../../../schema/api/printed-rows.js'
import { NotPlain } from './plain-values.js'

/** What a query asks of values of one type, compiled to write them as JSON. */
export interface Writer {
  /** JSON of a value; throws `NotPlain` where it has to be completed field by field. */
  write(value: unknown): string
  /** Names of the type's own fields that are asked for. */
  readonly fields: readonly string[]
  /** JSON of a list of such values, where all of it can be written at once; null where it cannot. */
  writeAll?(values: readonly unknown[]): string | null
  /** JSON of rows that are printed by column. */
  writeRows?(rows: PrintedRows): string
  /** Values in what is written; the items of a list are alike, so they are counted by the first. */
  count(value: unknown): number
}

export function nonNull({ write, ...writer }: Writer): Writer {
  return {
    ...writer,
    write(value) {
      if (value === null || value === undefined) throw new NotPlain()
      return write(value)
    },
  }
}

export function nullable({ write, count, ...writer }: Writer): Writer {
  return {
    ...writer,
    write: (value) => (value === null || value === undefined ? 'null' : write(value)),
    count: (value) => (value === null || value === undefined ? 1 : count(value)),
  }
}

export function listOf({ write, writeAll, writeRows, count, fields }: Writer): Writer {
  return {
    fields,
    write(value) {
      if (value instanceof JsonText) return value.text
      if (value instanceof PrintedRows && writeRows) return writeRows(value)
      if (!Array.isArray(value)) throw new NotPlain()
      if (value.length === 0) return '[]'
      const all = writeAll?.(value)
      if (all) return all
      let text = `[${write(value[0])}`
      for (let i = 1; i < value.length; i++) text += `,${write(value[i])}`
      return `${text}]`
    },
    count(value) {
      if (value instanceof JsonText) return value.values
      if (value instanceof PrintedRows) return value.length * fields.length
      return Array.isArray(value) && value.length > 0 ? value.length * count(value[0]) : 0
    },
  }
}

export function constant(value: string): Writer {
  const text = JSON.stringify(value)
  return { write: () => text, count: () => 1, fields: [] }
}

/** The writer of a scalar or enum; finite floats and simple strings skip its serialisation. */
export function leaf(type: GraphQLLeafType): Writer {
  const serialised = (value: unknown) => serialisedBy(type, value)
  const writer = { write: serialised, count: countLeaf, fields: [] }
  if (type === GraphQLFloat) {
    const write = (value: unknown) =>
      typeof value === 'number' && Number.isFinite(value) ? String(value) : serialised(value)
    return { ...writer, write }
  }
  if (type === GraphQLString || type.name === 'Date') {
    const write = (value: unknown) =>
      typeof value === 'string' && SIMPLE.test(value) ? `"${value}"` : serialised(value)
    return { ...writer, write, writeAll: allStrings }
  }
  return writer
}

/** What a string is as JSON, whether it is simple or not, a list of them is faster. */
function allStrings(values: readonly unknown[]): string | null {
  return values.every((value) => typeof value === 'string') ? JSON.stringify(values) : null
}

/** Strings whose JSON is themselves in quotes. */
const SIMPLE = /^[ !#-[\]-~]*$/

function serialisedBy(type: GraphQLLeafType, value: unknown): string {
  if (typeof value === 'function' || value instanceof Promise) throw new NotPlain()
  const leaf = type.serialize(value)
  const json = leaf instanceof JsonText ? leaf.text : JSON.stringify(leaf)
  if (json === undefined) throw new NotPlain()
  return json
}

function countLeaf(value: unknown): number {
  if (value instanceof JsonText) return value.values
  return Array.isArray(value) ? value.length : 1
}
