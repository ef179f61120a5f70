import type { Tab } from './tab.js'
import { show } from './tabs.js'

/** Shows the query of a link, `#name=…&query=…&variables=…`; the address is then that of the page alone. */
export function openLink(): void {
  const linked = new URLSearchParams(location.hash.slice(1))
  const query = linked.get('query')
  if (query === null) return
  history.replaceState(null, '', location.pathname + location.search)
  const variables = linked.get('variables') ?? ''
  show({
    name: linked.get('name') || 'From a link',
    query,
    variables: variables === '{}' ? '' : variables,
  })
}

/** A link that shows the query of a tab. */
export function linkTo({ name, query, variables }: Omit<Tab, 'id'>): string {
  const hash = new URLSearchParams({ name, query, ...(variables.trim() && { variables }) })
  return `${location.origin}${location.pathname}#${hash}`
}
