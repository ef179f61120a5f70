import { useEffect, useRef, useState } from 'preact/hooks'
import { EXAMPLES, type Example } from '../saved/examples.js'
import { show } from './tabs.js'

/** The saved queries in a menu; each opens in a tab. */
export function SavedMenu() {
  const [shown, setShown] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!shown) return undefined
    root.current?.querySelector<HTMLElement>('li button')?.focus()
    const outside = ({ target }: Event) => {
      if (target instanceof Node && !root.current?.contains(target)) setShown(false)
    }
    const leave = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return
      setShown(false)
      button.current?.focus()
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('keydown', leave)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('keydown', leave)
    }
  }, [shown])
  const choose = ({ name, query }: Example) => {
    show({ name, query, variables: '' })
    setShown(false)
    button.current?.focus()
  }
  return (
    <div class="saved" ref={root}>
      <button
        type="button"
        ref={button}
        aria-expanded={shown}
        aria-controls="saved-queries"
        onClick={() => setShown(!shown)}
      >
        Saved queries
      </button>
      <ul id="saved-queries" aria-label="Saved queries" hidden={!shown}>
        {EXAMPLES.map((example) => (
          <li key={example.name}>
            <button type="button" onClick={() => choose(example)}>
              <span class="name">{example.name}</span>
              <small>{sentence(example.query)}</small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The first sentence of the comment that begins a query. */
function sentence(query: string): string {
  const lines = query.split('\n')
  const comment = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('#')),
  )
  const [first = ''] = comment
    .map((line) => line.slice(1).trim())
    .join(' ')
    .split(/(?<=\.) /)
  return first
}
