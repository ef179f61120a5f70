import { largest } from '../series/cumulate.js'

export const STRIP_HEIGHT = 34

interface Dates {
  /** How many dates there are; the last ones may have no value. */
  readonly count: number
  readonly chosen: number
}

/** Bars of values over all dates, the chosen one marked. */
export function drawStrip(
  canvas: HTMLCanvasElement,
  values: readonly (number | null)[],
  { count, chosen }: Dates,
): void {
  const style = getComputedStyle(canvas)
  const ctx = scaledContext(canvas)
  if (!ctx) return
  const limit = largest(values) || 1
  const middle = STRIP_HEIGHT / 2
  const step = canvas.clientWidth / count
  ctx.fillStyle = style.getPropertyValue('--chosen-shade')
  ctx.fillRect(chosen * step - 3, 0, step + 6, STRIP_HEIGHT)
  for (let i = 0; i < count; i++) {
    const tall = ((values[i] ?? 0) / limit) * (middle - 1)
    const hue = i === chosen ? '--text' : tall < 0 ? '--short' : '--long'
    ctx.fillStyle = style.getPropertyValue(hue)
    const top = middle - Math.max(tall, 0)
    ctx.fillRect(i * step, top, Math.max(1, step - 0.6), Math.max(0.6, Math.abs(tall)))
  }
}

function scaledContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  canvas.width = canvas.clientWidth * devicePixelRatio
  canvas.height = STRIP_HEIGHT * devicePixelRatio
  const ctx = canvas.getContext('2d')
  ctx?.scale(devicePixelRatio, devicePixelRatio)
  return ctx
}
