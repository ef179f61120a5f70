import type { TrainingQuery } from '../../../api/operations.js'
import { SMALL_HEIGHT, SMALL_WIDTH, SmallFigure } from '../../../chart/small-figure.js'
import type { Maybe } from '../../../text/format.js'

export type Epoch = NonNullable<TrainingQuery['split']>['training'][number]

export interface TrainingMeasure {
  readonly key:
    | 'loss'
    | 'netSharpe'
    | 'grossSharpe'
    | 'turnover'
    | 'explainedVariance'
    | 'effectiveFactors'
  readonly label: string
  readonly format: (value: Maybe) => string
}

interface TrainingCurveProps {
  readonly measure: TrainingMeasure
  readonly epochs: readonly Epoch[]
  readonly seeds: readonly number[]
}

interface Point {
  readonly seed: number
  readonly epoch: number
  readonly value: number
  readonly best: boolean
}

/** One measure over the epochs, a line for each seed; nothing where it is not known. */
export function TrainingCurve({
  measure: { key, label, format },
  epochs,
  seeds,
}: TrainingCurveProps) {
  const points = epochs.flatMap(({ seed, epoch, best, [key]: value }) =>
    value === null ? [] : [{ seed, epoch, best, value }],
  )
  if (points.length === 0) return null
  const scale = scaleOf(points)
  const final = seeds
    .map((seed) => format(points.findLast((each) => each.seed === seed)?.value))
    .join(' · ')
  return (
    <SmallFigure label={label} value={final} ends={[format(scale.high), format(scale.low)]}>
      {seeds.map((seed, i) => (
        <SeedLine
          key={seed}
          points={points.filter((each) => each.seed === seed)}
          hue={i % 6}
          scale={scale}
          format={format}
        />
      ))}
    </SmallFigure>
  )
}

interface Scale {
  readonly low: number
  readonly high: number
  readonly x: (epoch: number) => number
  readonly y: (value: number) => number
}

const EDGE = 4

function scaleOf(points: readonly Point[]): Scale {
  const values = points.map(({ value }) => value)
  const epochs = points.map(({ epoch }) => epoch)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const [first, last] = [Math.min(...epochs), Math.max(...epochs)]
  const inner = SMALL_HEIGHT - 2 * EDGE
  return {
    low,
    high,
    x: (epoch) => EDGE + ((epoch - first) / (last - first || 1)) * (SMALL_WIDTH - 2 * EDGE),
    y: (value) =>
      high === low
        ? SMALL_HEIGHT / 2
        : SMALL_HEIGHT - EDGE - ((value - low) / (high - low)) * inner,
  }
}

interface SeedLineProps {
  readonly points: readonly Point[]
  readonly hue: number
  readonly scale: Scale
  readonly format: (value: Maybe) => string
}

function SeedLine({ points, hue, scale: { x, y }, format }: SeedLineProps) {
  const line = points.map(({ epoch, value }) => `${x(epoch).toFixed(1)},${y(value).toFixed(1)}`)
  return (
    <g class={`seed-line hue-${hue}`}>
      <polyline points={line.join(' ')} />
      {points
        .filter(({ best }) => best)
        .map(({ epoch, value }) => (
          <circle key={epoch} cx={x(epoch)} cy={y(value)} r={3}>
            <title>{`epoch ${epoch}: ${format(value)}`}</title>
          </circle>
        ))}
    </g>
  )
}
