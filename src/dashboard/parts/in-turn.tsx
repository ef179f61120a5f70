import { type ComponentChild, type ComponentChildren, toChildArray } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

interface InTurnProps {
  readonly class?: string
  readonly children: ComponentChildren
}

/** Drawn at once; the others follow. */
const FIRST = 2

/**
 * Children drawn one after another, each in a task of its own, so that a key or a pointer never waits for
 * all of them; until its turn, a child stays as it was.
 */
export function InTurn({ children, class: className }: InTurnProps) {
  const [, redraw] = useState(0)
  const latest = useRef<ComponentChildren>(null)
  const drawn = useRef<readonly ComponentChild[]>([])
  const count = useRef(0)
  const all = toChildArray(children)
  if (latest.current !== children) {
    latest.current = children
    count.current = FIRST
  }
  drawn.current = all.map((child, i) => (i < count.current ? child : (drawn.current[i] ?? null)))
  const isWaiting = count.current < all.length
  useEffect(() => {
    if (!isWaiting) return
    const timer = setTimeout(() => {
      count.current++
      redraw((n) => n + 1)
    })
    return () => clearTimeout(timer)
  })
  return (
    <div class={className} aria-busy={isWaiting ? 'true' : 'false'}>
      {drawn.current}
    </div>
  )
}
