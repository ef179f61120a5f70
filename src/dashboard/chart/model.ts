import type { Aligned } from '../series/align.js'

/** How one curve is drawn. */
export interface CurveStyle {
  /** Name of a colour of the theme. */
  readonly hue: string
  readonly dash?: readonly number[]
  readonly width?: number
  readonly faint?: boolean
  /** Filled down to zero. */
  readonly filled?: boolean
}

/** A range of dates that is marked on the chart. */
export interface RangeMark {
  readonly from: string
  readonly to: string
  readonly chosen?: boolean
  readonly failed?: boolean
}

export interface ChartModel {
  readonly data: Aligned
  readonly curves: readonly CurveStyle[]
  readonly marks: readonly RangeMark[]
  /** A tick of the value axis. */
  readonly format: (value: number) => string
  readonly log?: boolean
  readonly height?: number
}

export interface ChartEvents {
  /** A range was dragged; `{}` on a double click. */
  readonly onZoom?: (range: { readonly from?: string; readonly to?: string }) => void
  /** A date was pressed. */
  readonly onPick?: (date: string) => void
  /** The index under the cursor; null where there is none. */
  readonly onCursor?: (index: number | null) => void
}
