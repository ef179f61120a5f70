import { BREAK, type DocumentNode, visit } from 'graphql'

const INTROSPECTION = new Set(['__schema', '__type'])

const known = new WeakMap<DocumentNode, boolean>()

/** Whether a document asks for the schema itself, in its operations or fragments. */
export function asksForSchema(document: DocumentNode): boolean {
  const before = known.get(document)
  if (before !== undefined) return before
  let asks = false
  visit(document, {
    Field({ name }) {
      if (!INTROSPECTION.has(name.value)) return undefined
      asks = true
      return BREAK
    },
  })
  known.set(document, asks)
  return asks
}
