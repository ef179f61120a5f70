interface SparklineProps {
  readonly values: readonly (number | null | undefined)[]
  readonly width?: number
  readonly height?: number
}

/** A line through values (missing ones are left out), with its zero line. */
export function Sparkline({ values, width = 96, height = 22 }: SparklineProps) {
  const known = values.filter((value) => value !== null && value !== undefined)
  if (known.length < 2) return null
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)]
  const y = (value: number) => height - 1 - ((value - low) / (high - low || 1)) * (height - 2)
  const x = (i: number) => (i / (values.length - 1)) * width
  const points = values.flatMap((value, i) =>
    value === null || value === undefined ? [] : [`${x(i).toFixed(1)},${y(value).toFixed(1)}`],
  )
  return (
    <svg
      class="spark"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <line x1={0} x2={width} y1={y(0)} y2={y(0)} />
      <polyline points={points.join(' ')} />
    </svg>
  )
}
