import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Context } from '../../../schema/api/context.js'
import { PrintedRows } from '../../../schema/api/printed-rows.js'
import { takeTurn } from '../../lib/turns.js'

type Field = GraphQLField<unknown, Context>

/** Items of a list that takes some time to write. */
const LARGE = 64
/** Printed rows that are written in the time of one that has values. */
const PRINTED_AT_ONCE = 4

/**
 * Makes a long list, or a connection of many edges, wait for a turn of its own before it is completed and
 * written: an answer has a hundred of them, and one statement may answer them all at the same moment.
 */
export function takeTurnsForLists(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) if (isLong(field)) inTurn(field)
  }
}

function isLong({ type }: Field): boolean {
  const bare = isNonNullType(type) ? type.ofType : type
  if (isListType(bare)) return isObjectType(getNamedType(bare))
  return isObjectType(bare) && 'edges' in bare.getFields()
}

function inTurn(field: Field): void {
  const { resolve } = field
  // What has no resolver is part of a value that had its turn.
  if (!resolve) return
  field.resolve = (source, args, context, info) => {
    const value = resolve(source, args, context, info)
    return value instanceof Promise ? value.then(onTurn) : onTurn(value)
  }
}

function onTurn<T>(value: T): T | Promise<T> {
  return sizeOf(value) < LARGE ? value : takeTurn('write').then(() => value)
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length
  if (value instanceof PrintedRows) return value.length / PRINTED_AT_ONCE
  if (value === null || typeof value !== 'object' || !('edges' in value)) return 0
  return Array.isArray(value.edges) ? value.edges.length : 0
}
