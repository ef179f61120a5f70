import type { ReadonlySignal } from '@preact/signals'
import type { CurveKind } from '../series/daily-returns.js'

interface AtCursorProps {
  readonly cursor: ReadonlySignal<number | null>
  readonly strategy: string
  readonly kind: CurveKind
  readonly textOf: (strategy: string, kind: CurveKind, at: number | null) => string
}

/** The value of a curve under the cursor; empty where the curve is not on the chart. */
export function AtCursor({ cursor, strategy, kind, textOf }: AtCursorProps) {
  return (
    <span class="at-cursor" data-strategy={strategy} data-kind={kind}>
      {textOf(strategy, kind, cursor.value)}
    </span>
  )
}
