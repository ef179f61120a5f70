import { toSeconds } from '../series/align.js'
import type { ChartModel, CurveStyle, RangeMark } from './model.js'
import { thinned } from './thinned.js'
import { type DateTick, dateTicks, valueTicks } from './ticks.js'

interface LineDrawingProps {
  readonly label: string
  readonly model: ChartModel
  readonly width: number
  readonly class?: string
}

const HEIGHT = 320
const LEFT = 54
const RIGHT = 14
const TOP = 10
const BOTTOM = 24
/** Width of a label of the date axis with its margin. */
const LABEL_WIDTH = 62

/** Curves over dates as an SVG, as `LineChart` draws them on a canvas: it needs no script. */
export function LineDrawing({ label, model, width, class: className = '' }: LineDrawingProps) {
  const place = placeIn(model, width)
  const { height, ticks, dates, x, y } = place
  const zero = y(model.log ? 1 : 0)
  return (
    <svg
      class={`drawing picture ${className}`}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      {model.marks.map((mark) => (
        <Mark key={mark.from} mark={mark} place={place} />
      ))}
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="grid" x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 8} y={y(tick) + 4} text-anchor="end">
            {model.format(tick)}
          </text>
        </g>
      ))}
      {dates.map(({ time, label: text }) => (
        <text key={text} x={x(time)} y={height - 6} text-anchor="middle">
          {text}
        </text>
      ))}
      <line class="zero" x1={LEFT} x2={width - RIGHT} y1={zero} y2={zero} />
      {model.curves.map((curve, i) => (
        <Curve key={i} curve={curve} values={model.data[i + 1] ?? []} model={model} place={place} />
      ))}
    </svg>
  )
}

interface Place {
  readonly width: number
  readonly height: number
  readonly ticks: readonly number[]
  readonly dates: readonly DateTick[]
  readonly x: (time: number) => number
  readonly y: (value: number) => number
}

/** Where times and values are in a drawing of a width; zero (of wealth: one) is in view. */
function placeIn({ data, log, height = HEIGHT }: ChartModel, width: number): Place {
  const [times, ...columns] = data
  const base = log ? 1 : 0
  const [low, high] = extremes(columns, base)
  const ticks = valueTicks(low, high).filter((tick) => !log || tick > 0)
  const scale = (value: number) => (log ? Math.log(value) : value)
  const [bottom, top] = [scale(low), scale(high)]
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 1]
  const inner = { width: width - LEFT - RIGHT, height: height - TOP - BOTTOM }
  return {
    width,
    height,
    ticks,
    dates: dateTicks(from, to, Math.floor(inner.width / LABEL_WIDTH)),
    x: (time) => round(LEFT + ((time - from) / (to - from || 1)) * inner.width),
    y: (value) => round(TOP + ((top - scale(value)) / (top - bottom || 1)) * inner.height),
  }
}

function extremes(
  columns: readonly (readonly (number | null | undefined)[])[],
  base: number,
): [number, number] {
  let [low, high] = [base, base]
  for (const column of columns) {
    for (const value of column) {
      low = Math.min(low, value ?? base)
      high = Math.max(high, value ?? base)
    }
  }
  return [low, high]
}

function Mark({ mark, place }: { readonly mark: RangeMark; readonly place: Place }) {
  const { height, x } = place
  const [left, right] = [x(toSeconds(mark.from)), x(toSeconds(mark.to))]
  return (
    <>
      {mark.failed && (
        <rect class="failed" x={left} width={right - left} y={TOP} height={height - TOP - BOTTOM} />
      )}
      <line class="grid" x1={left} x2={left} y1={TOP} y2={height - BOTTOM} />
    </>
  )
}

interface CurveProps {
  readonly curve: CurveStyle
  readonly values: readonly (number | null | undefined)[]
  readonly model: ChartModel
  readonly place: Place
}

function Curve({ curve, values, model, place }: CurveProps) {
  const { hue, dash, width = 1.5, faint, filled } = curve
  const pieces = piecesOf(values, model.data[0], place)
  const zero = place.y(0)
  return (
    <g
      fill="none"
      stroke={`var(--${hue})`}
      stroke-width={width}
      stroke-dasharray={dash?.join(' ')}
      stroke-linejoin="round"
      opacity={faint ? 0.45 : undefined}
    >
      {filled &&
        pieces.map((points) => (
          <polygon
            key={points[0]}
            points={[`${xOf(points[0])},${zero}`, ...points, `${xOf(points.at(-1))},${zero}`].join(
              ' ',
            )}
            fill={`var(--${hue})`}
            fill-opacity={0.18}
            stroke="none"
          />
        ))}
      {pieces.map((points) => (
        <polyline key={points[0]} points={points.join(' ')} />
      ))}
    </g>
  )
}

/** Points between gaps. */
function piecesOf(
  values: readonly (number | null | undefined)[],
  times: readonly number[],
  { width, x, y }: Place,
): string[][] {
  const pieces: string[][] = [[]]
  for (const t of thinned(values, width)) {
    const value = values[t]
    if (typeof value === 'number') pieces.at(-1)?.push(`${x(times[t] ?? 0)},${y(value)}`)
    else pieces.push([])
  }
  return pieces.filter((points) => points.length > 0)
}

function xOf(point: string | undefined): string {
  return point?.split(',')[0] ?? '0'
}

const round = (value: number): number => Math.round(value * 10) / 10
