import type { CurveStyle } from '../chart/model.js'

interface LegendProps {
  readonly entries: readonly (CurveStyle & { readonly name: string; readonly value: string })[]
}

/** The curves of a drawing with their last values. */
export function Legend({ entries }: LegendProps) {
  return (
    <p class="readout">
      {entries.map(({ name, value, hue, dash, faint, width = 1.5 }) => (
        <span key={name}>
          <span
            class="key"
            style={`border-top: ${width}px ${dash ? 'dashed' : 'solid'} var(--${hue});${faint ? ' opacity: 0.45' : ''}`}
          />
          {`${name} `}
          <b>{value}</b>
        </span>
      ))}
    </p>
  )
}
