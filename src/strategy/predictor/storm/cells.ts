import type { MarketView } from '../../../data/source.js'
import { assert } from '../../../lib/assert.js'
import { BAR_CHANNELS } from './shape.js'

/** Bars and characteristics of each asset and row, side by side. */
export interface Cells {
  readonly view: MarketView
  readonly bars: Float32Array
  readonly characteristics: Float32Array
  /** R, values of a bar. */
  readonly channels: number
  /** D, values of a bar and characteristics. */
  readonly width: number
}

export function cellsOf(view: MarketView): Cells {
  assert(view.bars, 'a strategy that reads bars has them')
  const { definitions, values } = view.characteristics
  return {
    view,
    bars: view.bars.values,
    characteristics: values,
    channels: BAR_CHANNELS,
    width: BAR_CHANNELS + definitions.length,
  }
}

export function isIn({ view: { universe, assets } }: Cells, row: number, column: number): boolean {
  return row >= 0 && universe[row * assets.length + column] === 1
}

/** Columns of a row and the places of their cells, in the order in which both lie in memory. */
export interface CopiedColumns {
  readonly row: number
  /** Ascending. */
  readonly columns: Int32Array
  /** `[columns.length]`, in cells from `to` on. */
  readonly places: Int32Array
  readonly to: number
  /** D: bar and characteristics; R: the bar alone. */
  readonly width: number
}

/** Writes a row's bars, and characteristics where `width` has room; nothing outside the universe. */
export function copyColumns(
  { bars, channels, characteristics, view }: Cells,
  { row, columns, places, to, width }: CopiedColumns,
  values: Float32Array,
): void {
  const { universe } = view
  const start = row * view.assets.length
  const others = width - channels
  for (let i = 0; i < columns.length; i++) {
    const cell = start + columns[i]
    if (universe[cell] !== 1) continue
    const [at, bar, other] = [to + places[i] * width, cell * channels, cell * others]
    for (let c = 0; c < channels; c++) values[at + c] = bars[bar + c]
    for (let c = 0; c < others; c++) values[at + channels + c] = characteristics[other + c]
  }
}

/** Where a column's rows are taken from and put. */
export interface CopiedRows {
  readonly column: number
  /** The first row; those before the market's first are left out. */
  readonly row: number
  readonly count: number
  /** Place of the first cell, and places from one cell to the next. */
  readonly to: number
  readonly stride: number
  /** D: bar and characteristics; R: the bar alone. */
  readonly width: number
}

/** Writes the bars of a column's rows, and their characteristics where `width` has room; nothing outside the universe. */
export function copyRows(
  { bars, channels, characteristics, view }: Cells,
  { column, row: first, count, to, stride, width }: CopiedRows,
  values: Float32Array,
): void {
  const { universe } = view
  const assets = view.assets.length
  const others = width - channels
  for (let r = Math.max(0, -first); r < count; r++) {
    const cell = (first + r) * assets + column
    if (universe[cell] !== 1) continue
    const [at, bar, other] = [to + r * stride, cell * channels, cell * others]
    for (let c = 0; c < channels; c++) values[at + c] = bars[bar + c]
    for (let c = 0; c < others; c++) values[at + channels + c] = characteristics[other + c]
  }
}
