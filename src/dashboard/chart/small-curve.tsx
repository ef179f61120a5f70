import { SMALL_HEIGHT, SMALL_WIDTH, SmallFigure } from './small-figure.js'

interface SmallCurveProps {
  readonly label: string
  readonly value: string
  readonly dates: readonly string[]
  readonly values: readonly (number | null)[]
  readonly format: (value: number) => string
  /** The chosen date, which is marked. */
  readonly date?: string
}

const EDGE = 4

/** A small curve over dates with its zero line; nothing without values. */
export function SmallCurve({ label, value, dates, values, format, date }: SmallCurveProps) {
  const known = values.filter((each) => each !== null)
  if (known.length < 2) return null
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)]
  const y = (each: number) =>
    SMALL_HEIGHT - EDGE - ((each - low) / (high - low || 1)) * (SMALL_HEIGHT - 2 * EDGE)
  const x = (t: number) => EDGE + (t / Math.max(1, dates.length - 1)) * (SMALL_WIDTH - 2 * EDGE)
  const points = values.flatMap((each, t) =>
    each === null ? [] : [`${x(t).toFixed(1)},${y(each).toFixed(1)}`],
  )
  const chosen = date === undefined ? -1 : dates.indexOf(date)
  return (
    <SmallFigure label={label} value={value} ends={[format(high), format(low)]}>
      <line class="zero" x1={0} x2={SMALL_WIDTH} y1={y(0)} y2={y(0)} />
      {chosen >= 0 && <line class="zero" x1={x(chosen)} x2={x(chosen)} y1={0} y2={SMALL_HEIGHT} />}
      <g class="seed-line hue-0">
        <polyline points={points.join(' ')} />
      </g>
    </SmallFigure>
  )
}
