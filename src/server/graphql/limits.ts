import { type DocumentNode, GraphQLError, Kind, type ValidationContext } from 'graphql'
import { fragmentsOf, selectionFold } from '../../../schema/api/selections.js'
import type { Limits } from '../../config.js'

/** Validation rules: how deep a query may be (introspection exempt), and how many aliases it may have. */
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

/** Size of the largest operation, with its fragments unfolded. */
export function measure(document: DocumentNode): Size {
  const sizeOf = selectionFold<Size>({
    fragments: fragmentsOf(document),
    visit(node, below) {
      if (node.kind !== Kind.FIELD) return below()
      const alias = node.alias ? 1 : 0
      if (node.name.value.startsWith('__')) return { depth: 0, aliases: alias }
      const { depth, aliases } = below()
      return { depth: depth + 1, aliases: aliases + alias }
    },
    combine: (parts) => ({
      depth: largest(parts.map(({ depth }) => depth)),
      aliases: parts.reduce((sum, { aliases }) => sum + aliases, 0),
    }),
  })
  const sizes = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [sizeOf(definition.selectionSet)] : [],
  )
  return {
    depth: largest(sizes.map(({ depth }) => depth)),
    aliases: largest(sizes.map(({ aliases }) => aliases)),
  }
}

function largest(values: readonly number[]): number {
  return Math.max(0, ...values)
}

function tooMuch(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'COST_LIMIT' } })
}
