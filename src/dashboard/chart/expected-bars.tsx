import { SMALL_HEIGHT, SMALL_WIDTH, SmallFigure } from './small-figure.js'

export interface ExpectedBar {
  readonly label: string
  readonly title: string
  readonly share: number
  readonly expected: number
}

interface ExpectedBarsProps {
  readonly label: string
  readonly value: string
  readonly bars: readonly ExpectedBar[]
  readonly format: (value: number) => string
}

/** Shares as bars, the expected ones as lines across them; nothing without bars. */
export function ExpectedBars({ label, value, bars, format }: ExpectedBarsProps) {
  if (bars.length === 0) return null
  const most = Math.max(...bars.flatMap(({ share, expected }) => [share, expected]))
  const step = SMALL_WIDTH / bars.length
  const height = (share: number) => (share / (most || 1)) * (SMALL_HEIGHT - 4)
  return (
    <SmallFigure
      label={label}
      value={value}
      ends={[format(most), '0']}
      below={
        <div class="bins dim" aria-hidden="true">
          {bars.map((bar) => (
            <span key={bar.label}>{bar.label}</span>
          ))}
        </div>
      }
    >
      {bars.map(({ title, share, expected }, i) => (
        <g key={title}>
          <title>{title}</title>
          <rect
            class="share"
            x={i * step + 2}
            width={step - 4}
            y={SMALL_HEIGHT - height(share)}
            height={height(share)}
          />
          <line
            class="expected"
            x1={i * step}
            x2={(i + 1) * step}
            y1={SMALL_HEIGHT - height(expected)}
            y2={SMALL_HEIGHT - height(expected)}
          />
        </g>
      ))}
    </SmallFigure>
  )
}
