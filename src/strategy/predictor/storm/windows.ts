import type { MarketView } from '../../../data/source.js'
import type { StormInputs } from '../../../model/storm/inputs.js'
import type { StormShape } from '../../../model/storm/shape.js'
import { cellsOf, isIn } from './cells.js'
import { inputsOf } from './market-source.js'

/** The network's sizes, and the assets of its cross-section: columns of the view, ascending. */
export interface StormPlaces {
  readonly shape: StormShape
  readonly axis: Int32Array
}

/** What decides for the view's `nextDate`, of the columns. */
export function decidingInputs(
  view: MarketView,
  columns: Int32Array,
  places: StormPlaces,
): StormInputs {
  return inputsFor(view, [view.dates.length], [columns], places)
}

/** What decides for the rows `days`, of the columns of each. */
export function inputsFor(
  view: MarketView,
  days: ArrayLike<number>,
  columns: readonly Int32Array[],
  { shape: { lookback, patch }, axis }: StormPlaces,
): StormInputs {
  return inputsOf({ cells: cellsOf(view), days, lookback, patch }, { columns, axis })
}

/** Whether any bar of the column's newest patch is known. */
export function hasNewestBars(view: MarketView, column: number, { shape }: StormPlaces): boolean {
  const cells = cellsOf(view)
  const { channels, bars } = cells
  return Array.from({ length: shape.patch }, (_, back) => view.dates.length - back).some((row) => {
    const from = (row * view.assets.length + column) * channels
    return (
      isIn(cells, row, column) && bars.subarray(from, from + channels).some((value) => value !== 0)
    )
  })
}
