import { type OperationDefinitionNode, parse } from 'graphql'

/** The operation of a document at a position, else its first; undefined without one or where it cannot be parsed. */
export function operationAt(
  document: string,
  position: number,
): OperationDefinitionNode | undefined {
  try {
    const operations = parse(document).definitions.filter(
      (each): each is OperationDefinitionNode => each.kind === 'OperationDefinition',
    )
    const at = operations.find(({ loc }) => loc && loc.start <= position && position <= loc.end)
    return at ?? operations[0]
  } catch {
    return undefined
  }
}
