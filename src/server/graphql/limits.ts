import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql'
import type { Limits } from '../../config.js'

/** Validation rules: how deep a query may go (introspection exempt), and how often rename. */
export function limitRules(limits: Pick<Limits, 'depth' | 'aliases'>) {
  return [
    (context: ValidationContext) => ({
      Document(document: DocumentNode) {
        const size = measure(document)
        if (size.depth > limits.depth) {
          context.reportError(
            tooMuch(`the query is ${size.depth} levels deep, and ${limits.depth} are allowed`),
          )
        }
        if (size.aliases > limits.aliases) {
          context.reportError(
            tooMuch(`the query has ${size.aliases} aliases, and ${limits.aliases} are allowed`),
          )
        }
      },
    }),
  ]
}

interface Size {
  readonly depth: number
  readonly aliases: number
}

const NOTHING: Size = { depth: 0, aliases: 0 }

/** Size of the largest operation, fragments unfolded; each fragment is measured once. */
export function measure({ definitions }: DocumentNode): Size {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition)
    }
  }
  const measured = new Map<string, Size>()

  const ofSet = (set: SelectionSetNode | undefined): Size => {
    const sizes = set?.selections.map(ofSelection) ?? []
    return {
      depth: Math.max(0, ...sizes.map(({ depth }) => depth)),
      aliases: sizes.reduce((sum, { aliases }) => sum + aliases, 0),
    }
  }
  const ofSelection = (node: SelectionNode): Size => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return ofFragment(node.name.value)
    if (node.kind === Kind.INLINE_FRAGMENT) return ofSet(node.selectionSet)
    if (node.name.value.startsWith('__')) return { depth: 0, aliases: node.alias ? 1 : 0 }
    const { depth, aliases } = ofSet(node.selectionSet)
    return { depth: depth + 1, aliases: aliases + (node.alias ? 1 : 0) }
  }
  const ofFragment = (name: string): Size => {
    const known = measured.get(name)
    if (known) return known
    // A fragment inside itself is another rule's error; here it must only end.
    measured.set(name, NOTHING)
    const size = ofSet(fragments.get(name)?.selectionSet)
    measured.set(name, size)
    return size
  }

  const sizes = definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [ofSet(definition.selectionSet)] : [],
  )
  return {
    depth: Math.max(0, ...sizes.map(({ depth }) => depth)),
    aliases: Math.max(0, ...sizes.map(({ aliases }) => aliases)),
  }
}

function tooMuch(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'COST_LIMIT' } })
}
