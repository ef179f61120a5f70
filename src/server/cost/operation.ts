import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  type OperationDefinitionNode,
} from 'graphql'
import { collectFields, fragmentsOf, type Selection } from '../../../schema/api/selections.js'
import type { Arguments } from '../../../schema/cost/place.js'

export interface Operation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>
}

export function selectionOf({ document, variables }: Operation): Selection {
  return { fragments: fragmentsOf(document), variableValues: variables }
}

/** The fields at the root of an operation, with their arguments. */
export function rootFields(query: Operation): { name: string; args: Arguments }[] {
  const root = query.schema.getRootType(query.operation.operation)
  if (!root) return []
  const collected = collectFields(root.name, [query.operation.selectionSet], selectionOf(query))
  return [...collected.values()].flatMap(([node]) => {
    const field = root.getFields()[node.name.value]
    return field ? [{ name: field.name, args: argumentsOf(field, node, query) }] : []
  })
}

/** Arguments that do not fit are reported by execution; here they are none. */
export function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  { variables }: Operation,
): Arguments {
  try {
    return getArgumentValues(field, node, variables)
  } catch {
    return {}
  }
}

/** Id of the run that a field at the root names; null for the one that answers. */
export function pinnedBy(field: string, { run, id }: Arguments): string | null {
  const pinned = field === 'run' ? id : run
  return typeof pinned === 'string' ? pinned : null
}
