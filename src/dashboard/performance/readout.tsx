import type { ReadonlySignal } from '@preact/signals'
import { toDate } from '../series/align.js'
import type { CurveKind } from '../series/daily-returns.js'

interface ReadoutProps {
  readonly cursor: ReadonlySignal<number | null>
  readonly times: readonly number[]
  /** The value of the chosen strategy at an index, the last one where it is null. */
  readonly textOf: (kind: CurveKind, at: number | null) => string
}

const KINDS: readonly { readonly kind: CurveKind; readonly label: string }[] = [
  { kind: 'net', label: 'net' },
  { kind: 'hedgedNet', label: 'hedged net' },
  { kind: 'gross', label: 'gross' },
]

/** The values under the cursor, else the last ones. */
export function Readout({ cursor, times, textOf }: ReadoutProps) {
  const at = cursor.value
  const time = times.at(at ?? -1)
  if (time === undefined) return null
  return (
    <p class="readout">
      <time>{toDate(time)}</time>
      {KINDS.map(({ kind, label }) => (
        <span key={kind}>
          <span class={`key ${kind}`} />
          {`${label} `}
          <b>{textOf(kind, at)}</b>
        </span>
      ))}
      <span class="hint dim">drag to zoom, double click for all, click for a split</span>
    </p>
  )
}
