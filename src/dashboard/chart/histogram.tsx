const BINS = 41
const WIDTH = 300
const HEIGHT = 150

interface HistogramProps {
  readonly label: string
  readonly values: readonly number[]
  /** The bins lie between `−limit` and `limit`. */
  readonly limit: number
  readonly format: (value: number) => string
}

/** Counts in equal bins. */
export function Histogram({ label, values, limit, format }: HistogramProps) {
  const counts = binned(values, limit)
  const most = Math.max(1, ...counts)
  const step = WIDTH / BINS
  return (
    <svg
      class="histogram picture"
      viewBox={`0 0 ${WIDTH} ${HEIGHT + 18}`}
      role="img"
      aria-label={label}
    >
      {counts.map((n, i) => (
        <rect
          key={i}
          x={i * step + 0.5}
          width={step - 1}
          y={HEIGHT - (n / most) * HEIGHT}
          height={(n / most) * HEIGHT}
          class={i < (BINS - 1) / 2 ? 'neg' : 'pos'}
        />
      ))}
      <text x={0} y={HEIGHT + 14} text-anchor="start">
        {format(-limit)}
      </text>
      <text x={WIDTH / 2} y={HEIGHT + 14} text-anchor="middle">
        0
      </text>
      <text x={WIDTH} y={HEIGHT + 14} text-anchor="end">
        {format(limit)}
      </text>
    </svg>
  )
}

function binned(values: readonly number[], limit: number): number[] {
  const counts = new Array<number>(BINS).fill(0)
  for (const value of values) {
    const bin = Math.floor(((value + limit) / (2 * limit || 1)) * BINS)
    const within = Math.max(0, Math.min(BINS - 1, bin))
    counts[within] = (counts[within] ?? 0) + 1
  }
  return counts
}
