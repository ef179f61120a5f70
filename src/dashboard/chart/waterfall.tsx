import { useWidth } from './use-width.js'

export interface Step {
  readonly label: string
  readonly value: number
}

interface WaterfallProps {
  readonly label: string
  readonly steps: readonly Step[]
  /** What the steps sum to. */
  readonly total: string
  readonly format: (value: number) => string
}

const ROW = 22
const NARROW = 500
const VALUE = 74

/** Steps from 0 to their sum, each from where the one before ended. */
export function Waterfall({ label, steps, total, format }: WaterfallProps) {
  const [box, width] = useWidth<HTMLDivElement>()
  const names = width < NARROW ? 90 : 150
  const bars = placed(steps)
  const sum = bars.at(-1)?.to ?? 0
  const all = [...bars, { label: total, from: 0, to: sum, value: sum }]
  const ends = all.flatMap(({ from, to }) => [from, to])
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const x = (value: number) => names + ((value - low) / (high - low || 1)) * (width - names - VALUE)
  const height = all.length * ROW
  return (
    <div ref={box}>
      <svg
        class="waterfall picture"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${label}: ${steps.map((step) => `${step.label} ${format(step.value)}`).join(', ')}; ${total} ${format(sum)}`}
      >
        <line class="zero" x1={x(0)} x2={x(0)} y1={0} y2={height} />
        {all.map((bar, i) => (
          <g key={bar.label} class={i === steps.length ? 'total' : undefined}>
            <text x={names - 8} y={i * ROW + 15} text-anchor="end">
              {bar.label}
            </text>
            <rect
              class={bar.value < 0 ? 'neg' : 'pos'}
              x={Math.min(x(bar.from), x(bar.to))}
              width={Math.max(1, Math.abs(x(bar.to) - x(bar.from)))}
              y={i * ROW + 4}
              height={ROW - 8}
            />
            <text x={width} y={i * ROW + 15} text-anchor="end">
              {format(bar.value)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  )
}

interface PlacedStep extends Step {
  readonly from: number
  readonly to: number
}

function placed(steps: readonly Step[]): PlacedStep[] {
  let sum = 0
  return steps.map((step) => {
    const from = sum
    sum += step.value
    return { ...step, from, to: sum }
  })
}
