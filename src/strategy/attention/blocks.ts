import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../data/source.js'
import { filled } from '../../tensor/filled.js'
import type { BlockDates } from '../../training/blocks.js'
import { marketOfBlock } from '../block-market.js'

/** What one training step sees: D days of the n assets that are in the universe on any of them. */
export interface Block {
  /** `[D·n, M]` */
  readonly values: tf.Tensor2D
  /** `[D, 1, n]`, 1 in the universe. */
  readonly mask: tf.Tensor3D
  /** `[D, n]`, 0 outside the universe and where missing. */
  readonly returns: tf.Tensor2D
  /** `[D, n]`, 1 in the universe with a known return. */
  readonly known: tf.Tensor2D
  /** `[D − L, n]`, 1 in the universe on that day and on each of the L before. */
  readonly tradable: tf.Tensor2D
  /** `[n]`, 1 in the universe on each of the last D − L days. */
  readonly present: tf.Tensor1D
  /** `[D − L − 1 − lag]`, the market on the days that count. */
  readonly market: tf.Tensor1D
}

/** Gathers a block on the host, straight into the tensors where the engine's memory is the host's. */
export function blockOf(view: MarketView, dates: BlockDates): Block {
  const { firstDay, days } = dates
  const columns = columnsIn(view, firstDay, days)
  const n = columns.length
  const cells: Cells = (visit) => visitUniverse(view, dates, columns, visit)
  const known = (cell: number) => !Number.isNaN(view.returns[cell])
  const { tradable, present } = presence(cells, dates, n)
  return {
    values: filled([days * n, view.characteristics.definitions.length], (values) =>
      gather(view, { firstDay, days }, columns, values),
    ),
    mask: filled([days, 1, n], (values) =>
      cells((day, i) => {
        values[day * n + i] = 1
      }),
    ),
    returns: filled([days, n], (values) =>
      cells((day, i, cell) => {
        if (known(cell)) values[day * n + i] = view.returns[cell]
      }),
    ),
    known: filled([days, n], (values) =>
      cells((day, i, cell) => {
        if (known(cell)) values[day * n + i] = 1
      }),
    ),
    tradable,
    present,
    market: tf.tensor1d(marketOfBlock(view, dates)),
  }
}

/** Calls back for each cell that is in the universe, dates first. */
type Cells = (visit: (day: number, i: number, cell: number) => void) => void

function visitUniverse(
  { assets, universe }: MarketView,
  { firstDay, days }: BlockDates,
  columns: Int32Array,
  visit: (day: number, i: number, cell: number) => void,
): void {
  const width = assets.length
  for (let day = 0; day < days; day++) {
    const row = (firstDay + day) * width
    for (let i = 0; i < columns.length; i++) {
      if (universe[row + columns[i]] === 1) visit(day, i, row + columns[i])
    }
  }
}

/** Which assets are in the universe without a gap: over each lookback, and on all days that count. */
function presence(
  cells: Cells,
  { days, lookback }: BlockDates,
  n: number,
): Pick<Block, 'tradable' | 'present'> {
  const steps = days - lookback
  const present = new Float32Array(n)
  const daysIn = new Int32Array(n)
  const lastIn = new Int32Array(n).fill(-1)
  const tradable = filled<tf.Tensor2D>([steps, n], (values) => {
    cells((day, i) => {
      daysIn[i] = lastIn[i] === day - 1 ? daysIn[i] + 1 : 1
      lastIn[i] = day
      if (day >= lookback && daysIn[i] > lookback) values[(day - lookback) * n + i] = 1
      if (day === days - 1 && daysIn[i] >= steps) present[i] = 1
    })
  })
  return { tradable, present: tf.tensor1d(present) }
}

/** Ascending columns in the universe on any of the days. */
function columnsIn(view: MarketView, firstDay: number, days: number): Int32Array {
  const width = view.assets.length
  const seen = new Uint8Array(width)
  for (let day = firstDay; day < firstDay + days; day++) {
    const row = view.universe.subarray(day * width, (day + 1) * width)
    for (let column = 0; column < width; column++) seen[column] |= row[column]
  }
  return Int32Array.from(seen.keys()).filter((column) => seen[column] === 1)
}

/** `[D·n, M]`, 0 outside the universe. */
export function characteristicsOf(
  view: MarketView,
  firstDay: number,
  days: number,
  columns: Int32Array,
): Float32Array {
  const count = view.characteristics.definitions.length
  const gathered = new Float32Array(days * columns.length * count)
  gather(view, { firstDay, days }, columns, gathered)
  return gathered
}

/** Writes the characteristics of the universe's cells, leaving those of the others as they are. */
function gather(
  view: MarketView,
  { firstDay, days }: Pick<BlockDates, 'firstDay' | 'days'>,
  columns: Int32Array,
  gathered: Float32Array,
): void {
  const width = view.assets.length
  const m = view.characteristics.definitions.length
  const { values } = view.characteristics
  let to = 0
  for (let day = firstDay; day < firstDay + days; day++) {
    for (let i = 0; i < columns.length; i++, to += m) {
      const cell = day * width + columns[i]
      if (view.universe[cell] === 0) continue
      for (let j = 0, from = cell * m; j < m; j++) gathered[to + j] = values[from + j]
    }
  }
}
