import type { Operation } from '../api/operation.js'

/** A query as it was asked, for a person to ask it again elsewhere. */
export interface Asked {
  readonly name: string
  readonly text: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** An operation with the variables that have a value. */
export function asked<Data, Variables extends object>(
  { name, text }: Operation<Data, Variables>,
  variables: Variables,
): Asked {
  const given = Object.entries(variables).filter(([, value]) => value !== undefined)
  return { name, text, variables: Object.fromEntries(given) }
}

/** The query, with its variables as a comment where it has some. */
export function asGraphql({ text, variables }: Asked): string {
  if (Object.keys(variables).length === 0) return `${text}\n`
  return `# variables: ${JSON.stringify(variables)}\n${text}\n`
}

/** A command that asks the query of the server at `origin`. */
export function asCurl({ text, variables }: Asked, origin: string, withKey: boolean): string {
  const body = JSON.stringify({ query: text, variables }).replaceAll("'", "'\\''")
  const key = withKey ? ' -H "authorization: Bearer $RESIDUA_KEY"' : ''
  return `curl -s ${origin}/graphql -H 'content-type: application/json'${key} -d '${body}'`
}

/** The playground with the query in its first tab. */
export function playgroundHref({ name, text, variables }: Asked): string {
  const params = new URLSearchParams({
    name,
    query: text,
    variables: JSON.stringify(variables, null, 2),
  })
  return `/playground#${params}`
}
