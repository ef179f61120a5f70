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

/** Writes the bar of a cell, and its characteristics where `width` has room; nothing outside the universe. */
export function copyCell(
  cells: Cells,
  row: number,
  column: number,
  values: Float32Array,
  to: number,
  width: number,
): void {
  if (!isIn(cells, row, column)) return
  const { bars, channels, characteristics, view } = cells
  const cell = row * view.assets.length + column
  for (let c = 0; c < channels; c++) values[to + c] = bars[cell * channels + c]
  const count = width - channels
  for (let c = 0; c < count; c++) values[to + channels + c] = characteristics[cell * count + c]
}
