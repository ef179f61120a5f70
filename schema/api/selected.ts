import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql'

/** Whether the query may ask for a field of this name of the value being resolved. */
export function mayAskFor(name: string, { fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  const inSet = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((node) => {
      if (node.kind === Kind.FIELD) return node.name.value === name
      if (node.kind === Kind.INLINE_FRAGMENT) return inSet(node.selectionSet)
      return inSet(fragments[node.name.value]?.selectionSet)
    }) ?? false
  return fieldNodes.some(({ selectionSet }) => inSet(selectionSet))
}
