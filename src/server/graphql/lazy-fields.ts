import { type GraphQLOutputType, isListType, isNonNullType } from 'graphql'
import type { Writer } from './value-writers.js'

/** The value once the fields asked for are all there: those that are functions are called and awaited. */
export async function settled(
  value: unknown,
  type: GraphQLOutputType,
  writer: Writer,
): Promise<unknown> {
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
