import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import { Medium } from '../parts/medium.js'
import { toDate } from '../series/align.js'
import { LineDrawing } from './line-drawing.js'
import type { ChartEvents, ChartModel } from './model.js'
import { heightIn, plotOptions } from './plot-options.js'
import { steppedIndex } from './stepped-index.js'

interface LineChartProps extends ChartEvents {
  readonly label: string
  readonly model: ChartModel
  /** What is announced of a date, by its index. */
  readonly describe: (index: number) => string
}

const SMALLEST_WIDTH = 200
const PAGE_WIDTH = 960
const NARROW_PAGE_WIDTH = 400

/** Curves over dates: plotted on a screen; drawn for a page, at the width of paper and of a phone. */
export function LineChart(props: LineChartProps) {
  if (useContext(Medium) === 'screen') return <Plot {...props} />
  const { label, model } = props
  return (
    <>
      <LineDrawing label={label} model={model} width={PAGE_WIDTH} class="at-width" />
      <LineDrawing label={label} model={model} width={NARROW_PAGE_WIDTH} class="at-narrow" />
    </>
  )
}

/**
 * Curves over dates, which a pointer, a finger or the arrow keys read: the focused date is announced.
 * Drag to select a range, double click for all, Enter or a press for a date.
 */
function Plot({ label, model, describe, ...events }: LineChartProps) {
  const container = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const now = useRef(events)
  now.current = events
  const [at, setAt] = useState<number | null>(null)
  const last = model.data[0].length - 1
  const index = Math.min(at ?? last, last)

  useEffect(() => {
    const root = container.current
    if (!root) return
    const width = Math.max(SMALLEST_WIDTH, root.clientWidth)
    const options = plotOptions(model, latest(now), width)
    const drawn = new uPlot(options, [...model.data] as uPlot.AlignedData, root)
    plot.current = drawn
    const unfollow = followPage(drawn, root, model)
    return () => {
      unfollow()
      drawn.destroy()
    }
  }, [model])

  const onKeyDown = (event: KeyboardEvent) => {
    const date = toDate(model.data[0][index] ?? 0)
    if (event.key === 'Enter') return events.onPick?.(date)
    const next = steppedIndex(event.key, index, last)
    if (next === undefined) return
    event.preventDefault()
    setAt(next)
    showCursor(plot.current, next)
  }

  return (
    <div
      ref={container}
      class="chart"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, last)}
      aria-valuenow={Math.max(0, index)}
      aria-valuetext={last < 0 ? 'no dates' : describe(index)}
      onKeyDown={onKeyDown}
      onBlur={() => setAt(null)}
    />
  )
}

/** The handlers of the newest rendering. */
function latest(now: { readonly current: ChartEvents }): ChartEvents {
  return {
    onCursor: (index) => now.current.onCursor?.(index),
    ...(now.current.onZoom ? { onZoom: (range) => now.current.onZoom?.(range) } : {}),
    onPick: (date) => now.current.onPick?.(date),
  }
}

/** Draws again where the width or the colours of the page change. */
function followPage(drawn: uPlot, root: HTMLElement, model: ChartModel): () => void {
  const observer = new ResizeObserver(() => {
    const width = Math.max(SMALLEST_WIDTH, root.clientWidth)
    if (Math.abs(drawn.width - width) > 1) drawn.setSize({ width, height: heightIn(width, model) })
  })
  observer.observe(root)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const recolour = () => drawn.redraw(false, true)
  dark.addEventListener('change', recolour)
  return () => {
    observer.disconnect()
    dark.removeEventListener('change', recolour)
  }
}

function showCursor(plot: uPlot | null, index: number): void {
  if (!plot) return
  const left = plot.valToPos(plot.data[0][index] ?? 0, 'x')
  plot.setCursor({ left, top: plot.over.clientHeight / 2 })
}
