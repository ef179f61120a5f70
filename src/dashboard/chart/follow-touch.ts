import type uPlot from 'uplot'

/** One finger moves the cursor; two fingers zoom and pan within the dates that are drawn. */
export function followTouch(u: uPlot): void {
  const fingers = new Map<number, number>()
  let spread: Spread | undefined
  u.over.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'touch') return
    fingers.set(event.pointerId, event.offsetX)
    spread = fingers.size === 2 ? spreadOf(u, fingers) : undefined
    moveCursor(u, event)
  })
  u.over.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId)) return
    fingers.set(event.pointerId, event.offsetX)
    if (spread) pinch(u, spread, fingers)
    else moveCursor(u, event)
  })
  const lift = (event: PointerEvent) => {
    fingers.delete(event.pointerId)
    spread = undefined
  }
  u.over.addEventListener('pointerup', lift)
  u.over.addEventListener('pointercancel', lift)
}

/** Where two fingers touched: the dates under them stay under them. */
interface Spread {
  readonly values: readonly [number, number]
}

function moveCursor(u: uPlot, { offsetX, offsetY }: PointerEvent): void {
  u.setCursor({ left: offsetX, top: offsetY })
}

function ends(fingers: ReadonlyMap<number, number>): [number, number] {
  const [a = 0, b = 0] = [...fingers.values()]
  return [Math.min(a, b), Math.max(a, b)]
}

function spreadOf(u: uPlot, fingers: ReadonlyMap<number, number>): Spread {
  const [left, right] = ends(fingers)
  return { values: [u.posToVal(left, 'x'), u.posToVal(right, 'x')] }
}

function pinch(u: uPlot, { values }: Spread, fingers: ReadonlyMap<number, number>): void {
  const [left, right] = ends(fingers)
  const width = u.over.clientWidth
  const perPixel = (values[1] - values[0]) / Math.max(1, right - left)
  const all = u.data[0]
  const [first, last] = [all[0] ?? 0, all.at(-1) ?? 0]
  const min = Math.max(first, values[0] - left * perPixel)
  const max = Math.min(last, values[0] + (width - left) * perPixel)
  if (max > min) u.setScale('x', { min, max })
}
