import { type RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

const [LEAST, MOST] = [280, 860] as const

/** The width of an element in pixels, so that what is drawn in it keeps the size of its letters. */
export function useWidth<E extends Element>(): readonly [ref: RefObject<E | null>, width: number] {
  const ref = useRef<E>(null)
  const [width, setWidth] = useState(720)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () => setWidth(Math.max(LEAST, Math.min(MOST, element.clientWidth)))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, width]
}
