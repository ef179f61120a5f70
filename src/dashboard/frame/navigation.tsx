import type { ViewName } from '../address/address.js'
import { hrefFor } from '../address/current.js'
import { VIEWS_IN_ORDER } from './views.js'

/** The views, as links that keep what is chosen. */
export function Navigation({ current }: { readonly current: ViewName }) {
  return (
    <nav class="views" aria-label="Views">
      {VIEWS_IN_ORDER.map(({ name, title }) => (
        <a
          key={name}
          id={`view-${name}`}
          href={hrefFor({ view: name })}
          aria-current={name === current ? 'page' : undefined}
        >
          {title}
        </a>
      ))}
    </nav>
  )
}
