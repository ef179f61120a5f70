import { useEffect, useRef, useState } from 'preact/hooks'
import { drawStrip, STRIP_HEIGHT } from './draw-strip.js'

interface DateStripProps {
  /** Daily net returns; the last dates may have none. */
  readonly values: readonly (number | null)[]
  readonly dates: readonly string[]
  readonly index: number
  readonly onChoose: (index: number) => void
  readonly onPreview: (index: number) => void
}

/** A slider over the dates, drawn as the daily net returns. */
export function DateStrip({ values, dates, index, onChoose, onPreview }: DateStripProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [moving, setMoving] = useState<number>()
  const shown = moving ?? index
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const draw = () => drawStrip(element, values, { count: dates.length, chosen: shown })
    draw()
    const observer = new ResizeObserver(draw)
    observer.observe(element)
    return () => observer.disconnect()
  }, [values, dates.length, shown])
  return (
    <div class="strip">
      <canvas ref={canvas} height={STRIP_HEIGHT} />
      <input
        type="range"
        id="date-slider"
        aria-label="Trading date, by daily net return"
        aria-valuetext={dates[shown]}
        min={0}
        max={dates.length - 1}
        value={shown}
        onInput={({ currentTarget }) => {
          setMoving(Number(currentTarget.value))
          onPreview(Number(currentTarget.value))
        }}
        onChange={({ currentTarget }) => {
          setMoving(undefined)
          onChoose(Number(currentTarget.value))
        }}
      />
    </div>
  )
}
