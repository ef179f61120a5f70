import type uPlot from 'uplot'
import { toSeconds } from '../series/align.js'
import { colour } from './colour.js'
import type { RangeMark } from './model.js'

type Point = readonly [number, number]

/** Bounds of the ranges as fine lines, the chosen one shaded, failed ones named, and the zero line. */
export function drawMarks(u: uPlot, marks: readonly RangeMark[], log: boolean): void {
  const { ctx } = u
  const { left, top, width, height } = u.bbox
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`
  for (const mark of marks) drawMark(u, mark)
  const y = u.valToPos(log ? 1 : 0, 'y', true)
  line(ctx, 'line-strong', [left, y], [left + width, y])
  ctx.restore()
}

function drawMark(u: uPlot, { from, to, chosen, failed }: RangeMark): void {
  const { ctx } = u
  const { top, height } = u.bbox
  const x = Math.round(u.valToPos(toSeconds(from), 'x', true))
  const end = Math.round(u.valToPos(toSeconds(to), 'x', true))
  if (chosen || failed) {
    ctx.fillStyle = colour(failed ? 'failed-shade' : 'chosen-shade')
    ctx.fillRect(x, top, end - x, height)
  }
  if (failed) {
    ctx.fillStyle = colour('bad')
    ctx.textAlign = 'left'
    ctx.fillText('failed', x + 4 * devicePixelRatio, top + 12 * devicePixelRatio)
  }
  line(ctx, 'grid', [x, top], [x, top + height])
}

function line(ctx: CanvasRenderingContext2D, hue: string, [x1, y1]: Point, [x2, y2]: Point): void {
  ctx.strokeStyle = colour(hue)
  ctx.lineWidth = devicePixelRatio
  ctx.beginPath()
  ctx.moveTo(x1, y1)
  ctx.lineTo(x2, y2)
  ctx.stroke()
}
