import { add, close, open, openId, tabs } from './tabs.js'

/** The open queries, from the left; the newest is on the right. */
export function TabBar() {
  return (
    <div class="open-queries">
      <ul aria-label="Open queries">
        {tabs.value.map(({ id, name }) => (
          <li key={id} class={id === open.value.id ? 'tab chosen' : 'tab'}>
            <button
              type="button"
              class="name"
              aria-current={id === open.value.id ? 'true' : undefined}
              ref={id === open.value.id ? scrollTo : null}
              onClick={() => {
                openId.value = id
              }}
            >
              {name}
            </button>
            <button
              type="button"
              class="close"
              aria-label={`Close ${name}`}
              onClick={() => close(id)}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="add" aria-label="New query" title="New query" onClick={add}>
        +
      </button>
    </div>
  )
}

function scrollTo(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}
