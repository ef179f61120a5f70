import { useContext, useState } from 'preact/hooks'
import { Medium } from '../parts/medium.js'
import { steppedIndex } from './stepped-index.js'

interface PointOptions {
  /** Number of points. */
  readonly count: number
  /** The point without a pointer or key. */
  readonly rest?: number | undefined
  /** What is announced of a point. */
  readonly describe: (index: number) => string
  readonly label: string
}

/**
 * A point of a drawing that a pointer, a finger or the arrow keys choose; `attributes` make the drawing
 * focusable and announce the point. On a page the drawing is an image.
 */
export function usePoint({ count, rest, describe, label }: PointOptions) {
  const isOnPage = useContext(Medium) === 'page'
  const [at, setAt] = useState<number | null>(null)
  const last = Math.max(0, count - 1)
  const index = Math.min(at ?? rest ?? last, last)
  const follow = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = (currentTarget as Element).getBoundingClientRect()
    setAt(Math.max(0, Math.min(last, Math.round(((clientX - left) / width) * last))))
  }
  if (isOnPage) return { at, attributes: { role: 'img', 'aria-label': label } as const }
  const attributes = {
    role: 'slider',
    tabIndex: 0,
    'aria-label': label,
    'aria-valuemin': 0,
    'aria-valuemax': last,
    'aria-valuenow': index,
    'aria-valuetext': count === 0 ? 'no points' : describe(index),
    onPointerMove: follow,
    onPointerDown: follow,
    onPointerLeave: () => setAt(null),
    onBlur: () => setAt(null),
    onKeyDown: (event: KeyboardEvent) => {
      const next = steppedIndex(event.key, index, last)
      if (next === undefined) return
      event.preventDefault()
      setAt(next)
    },
  } as const
  return { at, attributes }
}
