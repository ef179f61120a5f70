import { type GraphQLResolveInfo, Kind } from 'graphql'
import { selectionFold } from './selections.js'

/** Whether the query may ask for a field of this name of the value being resolved. */
export function mayAskFor(name: string, { fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  const asked = selectionFold<boolean>({
    fragments,
    visit: (node, below) => (node.kind === Kind.FIELD ? node.name.value === name : below()),
    combine: (parts) => parts.includes(true),
  })
  return fieldNodes.some(({ selectionSet }) => asked(selectionSet))
}

/** Names of the fields that the query may ask for of the value being resolved. */
export function fieldsAskedFor({ fieldNodes, fragments }: GraphQLResolveInfo): ReadonlySet<string> {
  const asked = new Set<string>()
  const collect = selectionFold<true>({
    fragments,
    combine: () => true,
    visit(node, below) {
      if (node.kind !== Kind.FIELD) return below()
      asked.add(node.name.value)
      return true
    },
  })
  for (const { selectionSet } of fieldNodes) collect(selectionSet)
  return asked
}
