import { hrefFor } from '../../../address/current.js'
import { largest } from '../../../series/cumulate.js'
import { percent } from '../../../text/format.js'
import type { Book } from './types.js'

const WIDTH = 960
const HEIGHT = 92

interface UsageChartProps {
  readonly book: Book
  readonly chosen: number
}

/** Share of each code in the test range as a bar, in training as a line across it; a bar is a link. */
export function UsageChart({ book: { codes }, chosen }: UsageChartProps) {
  const test = sharesOf(codes.map(({ usageTest }) => usageTest))
  const train = sharesOf(codes.map(({ usageTrain }) => usageTrain))
  const most = largest([...test, ...train]) || 1
  return (
    <figure class="usage">
      <figcaption>
        <b>Usage of the codes</b>
        <span class="dim">Bars: test range; lines: training. Highest {percent(most)}.</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        <title>Usage of the codes</title>
        {codes.map(({ code }, k) => (
          <UsageBar
            key={code}
            code={code}
            x={(k * WIDTH) / codes.length}
            width={WIDTH / codes.length}
            test={test[k] ?? 0}
            train={train[k] ?? 0}
            most={most}
            isChosen={code === chosen}
          />
        ))}
      </svg>
    </figure>
  )
}

interface UsageBarProps {
  readonly code: number
  readonly x: number
  readonly width: number
  readonly test: number
  readonly train: number
  readonly most: number
  readonly isChosen: boolean
}

function UsageBar({ code, x, width, test, train, most, isChosen }: UsageBarProps) {
  const height = (share: number) => (share / most) * (HEIGHT - 4)
  const y = HEIGHT - height(train)
  return (
    <a href={hrefFor({ code })} class={isChosen ? 'chosen' : undefined} aria-label={`code ${code}`}>
      <title>{`code ${code}: ${percent(test)} of the test range, ${percent(train)} of training`}</title>
      <rect class="hit" x={x} width={width} y={0} height={HEIGHT} />
      <rect
        class="share"
        x={x + width * 0.12}
        width={width * 0.76}
        y={HEIGHT - height(test)}
        height={height(test)}
      />
      <line class="expected" x1={x} x2={x + width} y1={y} y2={y} />
    </a>
  )
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => (total === 0 ? 0 : count / total))
}
