import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

export type Fragments = Readonly<Record<string, FragmentDefinitionNode | undefined>>

export interface Fold<T> {
  readonly fragments: Fragments
  /** The value of a selection; `below` gives that of a field's own set, or of a fragment's. */
  readonly visit: (node: SelectionNode, below: () => T) => T
  /** The value of a set, from those of its selections. */
  readonly combine: (parts: readonly T[]) => T
}

/**
 * The value of a selection set, from its leaves up. Each named fragment is unfolded once and its value
 * used wherever it is spread; within itself, or where it is not defined, it is an empty set.
 */
export function selectionFold<T>({
  fragments,
  visit,
  combine,
}: Fold<T>): (set: SelectionSetNode | undefined) => T {
  const known = new Map<string, T>()
  const ofSet = (set: SelectionSetNode | undefined): T =>
    combine(set?.selections.map((node) => visit(node, () => below(node))) ?? [])
  const below = (node: SelectionNode): T =>
    node.kind === Kind.FRAGMENT_SPREAD ? ofFragment(node.name.value) : ofSet(node.selectionSet)
  const ofFragment = (name: string): T => {
    const found = known.get(name)
    if (found !== undefined) return found
    known.set(name, combine([]))
    const value = ofSet(fragments[name]?.selectionSet)
    known.set(name, value)
    return value
  }
  return ofSet
}

export function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const named = definitions.flatMap((definition) =>
    definition.kind === Kind.FRAGMENT_DEFINITION
      ? [[definition.name.value, definition] as const]
      : [],
  )
  return Object.assign(Object.create(null), Object.fromEntries(named))
}

export interface Selection {
  readonly fragments: Fragments
  /** Coerced. */
  readonly variableValues: Readonly<Record<string, unknown>>
}

/** The places that ask for the same field under the same response name. */
export type FieldGroup = readonly [FieldNode, ...FieldNode[]]

/**
 * CollectFields of the GraphQL specification for an object type: its fields by response name, in the
 * order first met, by `@skip` and `@include`.
 */
export function collectFields(
  typeName: string,
  sets: readonly SelectionSetNode[],
  { fragments, variableValues }: Selection,
): ReadonlyMap<string, FieldGroup> {
  const fields = new Map<string, [FieldNode, ...FieldNode[]]>()
  const add = (node: FieldNode): void => {
    const name = node.alias?.value ?? node.name.value
    const group = fields.get(name)
    if (group) group.push(node)
    else fields.set(name, [node])
  }
  const collect = selectionFold<true>({
    fragments,
    combine: () => true,
    visit(node, below) {
      if (!isIncluded(node, variableValues)) return true
      if (node.kind !== Kind.FIELD)
        return conditionOf(node, fragments, typeName) !== typeName || below()
      add(node)
      return true
    },
  })
  for (const set of sets) collect(set)
  return fields
}

function conditionOf(
  node: Exclude<SelectionNode, FieldNode>,
  fragments: Fragments,
  otherwise: string,
): string {
  const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value]
  return fragment?.typeCondition?.name.value ?? otherwise
}

function isIncluded(node: SelectionNode, variables: Selection['variableValues']): boolean {
  if (!node.directives?.length) return true
  const skip = getDirectiveValues(GraphQLSkipDirective, node, variables)
  const include = getDirectiveValues(GraphQLIncludeDirective, node, variables)
  return skip?.if !== true && include?.if !== false
}

/** Whether a selection that satisfies `test` stands anywhere below. */
export function someSelection(
  sets: readonly (SelectionSetNode | undefined)[],
  fragments: Fragments,
  test: (node: SelectionNode) => boolean,
): boolean {
  const found = selectionFold<boolean>({
    fragments,
    visit: (node, below) => test(node) || below(),
    combine: (parts) => parts.includes(true),
  })
  return sets.some(found)
}
