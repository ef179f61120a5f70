import { useMemo } from 'preact/hooks'
import { SMALL_HEIGHT, SMALL_WIDTH, SmallFigure } from './small-figure.js'
import { usePoint } from './use-point.js'

interface SmallCurveProps {
  readonly label: string
  readonly value: string
  /** Names of the points, mostly dates. */
  readonly dates: readonly string[]
  readonly values: readonly (number | null)[]
  readonly format: (value: number) => string
  /** The chosen date, which is marked. */
  readonly date?: string
}

const EDGE = 4

/** A small curve over dates with its zero line, read by pointer and arrow keys; nothing without values. */
export function SmallCurve({ label, value, dates, values, format, date }: SmallCurveProps) {
  const scale = useMemo(() => scaleOf(values), [values])
  const chosen = date === undefined ? -1 : dates.indexOf(date)
  const textAt = (t: number) => {
    const found = values[t]
    return `${dates[t]}: ${typeof found === 'number' ? format(found) : 'not known'}`
  }
  const { at, attributes } = usePoint({
    count: dates.length,
    rest: chosen >= 0 ? chosen : undefined,
    describe: textAt,
    label: `${label}: ${value}`,
  })
  if (!scale) return null
  const { low, high, x, y, points } = scale
  const found = at === null ? undefined : values[at]
  return (
    <SmallFigure
      label={label}
      value={at === null ? value : textAt(at)}
      ends={[format(high), format(low)]}
      attributes={attributes}
    >
      <line class="zero" x1={0} x2={SMALL_WIDTH} y1={y(0)} y2={y(0)} />
      {chosen >= 0 && <line class="zero" x1={x(chosen)} x2={x(chosen)} y1={0} y2={SMALL_HEIGHT} />}
      <g class="seed-line hue-0">
        <polyline points={points} />
        {at !== null && typeof found === 'number' && <circle cx={x(at)} cy={y(found)} r={3} />}
      </g>
    </SmallFigure>
  )
}

function scaleOf(values: readonly (number | null)[]) {
  const known = values.filter((each) => each !== null)
  if (known.length < 2) return undefined
  const [low, high] = [
    known.reduce((a, b) => Math.min(a, b), 0),
    known.reduce((a, b) => Math.max(a, b), 0),
  ]
  const y = (each: number) =>
    SMALL_HEIGHT - EDGE - ((each - low) / (high - low || 1)) * (SMALL_HEIGHT - 2 * EDGE)
  const x = (t: number) => EDGE + (t / Math.max(1, values.length - 1)) * (SMALL_WIDTH - 2 * EDGE)
  const points = values
    .flatMap((each, t) => (each === null ? [] : [`${x(t).toFixed(1)},${y(each).toFixed(1)}`]))
    .join(' ')
  return { low, high, x, y, points }
}
