import { type GraphQLNamedType, getNamedType, isLeafType, isObjectType } from 'graphql'

/** A value that only GraphQL's own execution can complete: a null where none is allowed, a promise. */
export class NotPlain extends Error {
  override readonly name = 'NotPlain'
}

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
      isPlain(getNamedType(field.type), [...above, type]),
  )
}
