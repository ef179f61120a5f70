import { toDate, toSeconds } from './series.js'
import uPlot from './vendor/uPlot.esm.js'

const HEIGHT = 320
const NARROW_HEIGHT = 240

/**
 * A chart of curves over dates. `onZoom({ from, to })` when a range is dragged, `onZoom({})` on a
 * double click, `onPick(date)` on a click, `onCursor(index | null)` as the crosshair moves.
 */
export function createChart(container, { onZoom, onPick, onCursor, height }) {
  let plot
  let model

  const draw = () => {
    plot?.destroy()
    plot = new uPlot(optionsOf(model), model.data, container)
  }
  const optionsOf = (shown) => ({
    width: Math.max(200, container.clientWidth),
    height: height ?? (container.clientWidth < 600 ? NARROW_HEIGHT : HEIGHT),
    tzDate: (time) => uPlot.tzDate(new Date(time * 1e3), 'Etc/UTC'),
    legend: { show: false },
    padding: [8, 4, 0, 0],
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { size: 5 },
      bind: { dblclick: () => () => onZoom({}) },
    },
    scales: { x: { time: true } },
    axes: axes(),
    series: [{}, ...shown.curves.map(toSeries)],
    hooks: {
      drawAxes: [(u) => drawMarks(u, shown.marks)],
      setCursor: [(u) => onCursor(u.cursor.idx ?? null)],
      setSelect: [(u) => select(u)],
      ready: [(u) => pickOnClick(u)],
    },
  })
  const select = (u) => {
    if (u.select.width < 8) return
    const from = toDate(u.posToVal(u.select.left, 'x'))
    const to = toDate(u.posToVal(u.select.left + u.select.width, 'x'))
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    onZoom({ from, to })
  }
  const pickOnClick = (u) => {
    let pressed = 0
    u.over.addEventListener('mousedown', (event) => {
      pressed = event.clientX
    })
    u.over.addEventListener('mouseup', (event) => {
      if (Math.abs(event.clientX - pressed) < 4) onPick(toDate(u.posToVal(event.offsetX, 'x')))
    })
  }

  const observer = new ResizeObserver(() => {
    if (plot && Math.abs(plot.width - container.clientWidth) > 1) draw()
  })
  observer.observe(container)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const recolour = () => model && draw()
  dark.addEventListener('change', recolour)

  return {
    /** `{ data: [times, ...values], curves: [{ colour, dash?, width?, faint? }], marks }` */
    update(next) {
      model = next
      draw()
    },
    destroy() {
      observer.disconnect()
      dark.removeEventListener('change', recolour)
      plot?.destroy()
    },
  }
}

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

function toSeries({ hue, dash, width = 1.5, faint }) {
  return {
    stroke: () => colour(hue),
    alpha: faint ? 0.4 : 1,
    width,
    dash,
    spanGaps: false,
    points: { show: false },
  }
}

const FONT = '11px system-ui, sans-serif'

function axes() {
  const shared = {
    stroke: () => colour('dim'),
    font: FONT,
    grid: { stroke: () => colour('grid'), width: 1 },
    ticks: { show: false },
  }
  const asPercent = (_, ticks) =>
    ticks.map((tick) => `${Number((tick * 100).toFixed(2))}\u202f%`.replace('-', '−'))
  return [
    { ...shared, grid: { show: false }, size: 42 },
    { ...shared, size: 52, values: asPercent },
  ]
}

/** Bounds of the splits as fine lines, the chosen one shaded, failed ones named, and the zero line. */
function drawMarks(u, marks) {
  const { ctx } = u
  const { left, top, width, height } = u.bbox
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`
  for (const mark of marks) drawMark(u, mark)
  line(
    ctx,
    colour('line-strong'),
    [left, u.valToPos(0, 'y', true)],
    [left + width, u.valToPos(0, 'y', true)],
  )
  ctx.restore()
}

function drawMark(u, { from, to, chosen, failed }) {
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
  line(ctx, colour('grid'), [x, top], [x, top + height])
}

function line(ctx, stroke, [x1, y1], [x2, y2]) {
  ctx.strokeStyle = stroke
  ctx.lineWidth = devicePixelRatio
  ctx.beginPath()
  ctx.moveTo(x1, y1)
  ctx.lineTo(x2, y2)
  ctx.stroke()
}
