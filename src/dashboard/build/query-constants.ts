import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from 'graphql/index.js'

/** A plugin of GraphQL Code Generator: each operation as a constant, with the fragments it spreads. @public */
export function plugin(_schema: unknown, files: readonly { readonly document?: DocumentNode }[]) {
  const definitions = files.flatMap(({ document }) => document?.definitions ?? [])
  const fragments = new Map(
    definitions
      .filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each] as const),
  )
  const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION)
  return {
    prepend: ["import { type Operation, operation } from './operation.js'"],
    content: operations.map((each) => constantOf(each, fragments)).join('\n\n'),
  }
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

function constantOf(definition: OperationDefinitionNode, fragments: Fragments): string {
  const name = definition.name?.value ?? ''
  const kind = definition.operation === 'query' ? 'Query' : 'Subscription'
  const type = `Operation<${name}${kind}, ${name}${kind}Variables>`
  const text = print(withFragments(definition, fragments))
  return `export const ${name}: ${type} = operation('${name}', \`${text}\`)`
}

function withFragments(definition: OperationDefinitionNode, fragments: Fragments): DocumentNode {
  const spread = new Set<FragmentDefinitionNode>()
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode) =>
    visit(node, {
      FragmentSpread({ name }) {
        const found = fragments.get(name.value)
        if (!found || spread.has(found)) return
        spread.add(found)
        collect(found)
      },
    })
  collect(definition)
  return { kind: Kind.DOCUMENT, definitions: [definition, ...spread] }
}
