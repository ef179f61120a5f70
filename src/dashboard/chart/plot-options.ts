import uPlot from 'uplot'
import { toDate } from '../series/align.js'
import { colour } from './colour.js'
import { drawMarks } from './draw-marks.js'
import { followTouch } from './follow-touch.js'
import type { ChartEvents, ChartModel, CurveStyle } from './model.js'

const HEIGHT = 320
const NARROW_HEIGHT = 240
const NARROW = 600
/** A drag shorter than this is a press. */
const SHORTEST_DRAG = 8
const FONT = '11px system-ui, sans-serif'

export function heightIn(width: number, { height }: Pick<ChartModel, 'height'>): number {
  return height ?? (width < NARROW ? NARROW_HEIGHT : HEIGHT)
}

/** The options of uPlot for curves over dates. */
export function plotOptions(model: ChartModel, events: ChartEvents, width: number): uPlot.Options {
  const { onZoom, onCursor } = events
  return {
    width,
    height: heightIn(width, model),
    tzDate: (time) => uPlot.tzDate(new Date(time * 1e3), 'Etc/UTC'),
    legend: { show: false },
    padding: [8, 4, 0, 0],
    cursor: {
      drag: { x: onZoom !== undefined, y: false, setScale: false },
      points: { size: 5 },
      bind: { dblclick: (u) => () => showAll(u, events) },
    },
    scales: { x: { time: true }, ...(model.log ? { y: { distr: 3 } } : {}) },
    axes: axes(model),
    series: [{}, ...model.curves.map(toSeries)],
    hooks: {
      drawAxes: [(u) => drawMarks(u, model.marks, model.log ?? false)],
      setCursor: [(u) => onCursor?.(u.cursor.idx ?? null)],
      setSelect: [(u) => select(u, events)],
      ready: [(u) => pickOnClick(u, events), followTouch],
    },
  }
}

function showAll(u: uPlot, { onZoom }: ChartEvents): null {
  const times = u.data[0]
  u.setScale('x', { min: times[0] ?? 0, max: times.at(-1) ?? 0 })
  onZoom?.({})
  return null
}

function select(u: uPlot, { onZoom }: ChartEvents): void {
  if (u.select.width < SHORTEST_DRAG) return
  const from = toDate(u.posToVal(u.select.left, 'x'))
  const to = toDate(u.posToVal(u.select.left + u.select.width, 'x'))
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
  onZoom?.({ from, to })
}

function pickOnClick(u: uPlot, { onPick }: ChartEvents): void {
  let pressed = 0
  u.over.addEventListener('mousedown', (event) => {
    pressed = event.clientX
  })
  u.over.addEventListener('mouseup', (event) => {
    const moved = Math.abs(event.clientX - pressed)
    if (moved < SHORTEST_DRAG / 2) onPick?.(toDate(u.posToVal(event.offsetX, 'x')))
  })
}

function toSeries({ hue, dash, width = 1.5, faint, filled }: CurveStyle): uPlot.Series {
  return {
    stroke: () => colour(hue),
    ...(filled ? { fill: () => `${colour(hue)}2e`, fillTo: 0 } : {}),
    alpha: faint ? 0.4 : 1,
    width,
    ...(dash ? { dash: [...dash] } : {}),
    spanGaps: false,
    points: { show: false },
  }
}

function axes({ format }: ChartModel): uPlot.Axis[] {
  const shared = {
    stroke: () => colour('dim'),
    font: FONT,
    grid: { stroke: () => colour('grid'), width: 1 },
    ticks: { show: false },
  }
  return [
    { ...shared, grid: { show: false }, size: 42 },
    {
      ...shared,
      size: 56,
      values: (_u, ticks) => ticks.map((tick) => (tick === null ? '' : format(tick))),
    },
  ]
}
