import { useState } from 'preact/hooks'
import { key } from '../api/key.js'
import { type Asked, asCurl, asGraphql, playgroundHref } from './asked.js'

/** A query that can be copied, as GraphQL or as a command, or opened in the playground. */
export function AskedQuery({ query }: { readonly query: Asked }) {
  const [copied, setCopied] = useState('')
  const copy = (what: string, text: string) =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied(`${what} copied`),
      () => setCopied('The browser does not let this page copy'),
    )
  return (
    <span class="query">
      <span>Query {query.name}: </span>
      <button type="button" onClick={() => copy('GraphQL', asGraphql(query))}>
        Copy as GraphQL
      </button>{' '}
      <button
        type="button"
        onClick={() => copy('Command', asCurl(query, location.origin, key.value !== null))}
      >
        Copy as curl
      </button>{' '}
      <a href={playgroundHref(query)}>Open in playground</a> <span role="status">{copied}</span>
    </span>
  )
}
