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
  const members = membersIn(view, dates, columns)
  const { tradable, present } = presence(members, dates, n)
  return {
    values: filled([days * n, view.characteristics.definitions.length], (values) =>
      gather(view, members, values),
    ),
    mask: filled([days, 1, n], (values) => {
      for (let k = 0; k < members.places.length; k++) values[members.places[k]] = 1
    }),
    returns: filled([days, n], (values) => {
      for (let k = 0; k < members.places.length; k++) {
        const known = view.returns[members.cells[k]]
        if (!Number.isNaN(known)) values[members.places[k]] = known
      }
    }),
    known: filled([days, n], (values) => {
      for (let k = 0; k < members.places.length; k++) {
        if (!Number.isNaN(view.returns[members.cells[k]])) values[members.places[k]] = 1
      }
    }),
    tradable,
    present,
    market: tf.tensor1d(marketOfBlock(view, dates)),
  }
}

/** Cells of a block that are in the universe, dates first. */
interface Members {
  /** `day · n + i` in the block. */
  readonly places: Int32Array
  /** `t · N + i` in the view. */
  readonly cells: Int32Array
}

function membersIn(
  { assets, universe }: MarketView,
  { firstDay, days }: Pick<BlockDates, 'firstDay' | 'days'>,
  columns: Int32Array,
): Members {
  const width = assets.length
  const n = columns.length
  const [places, cells] = [new Int32Array(days * n), new Int32Array(days * n)]
  let count = 0
  for (let day = 0; day < days; day++) {
    const row = (firstDay + day) * width
    for (let i = 0; i < n; i++) {
      const cell = row + columns[i]
      if (universe[cell] !== 1) continue
      places[count] = day * n + i
      cells[count++] = cell
    }
  }
  return { places: places.subarray(0, count), cells: cells.subarray(0, count) }
}

/** Which assets are in the universe without a gap: over each lookback, and on all days that count. */
function presence(
  { places }: Members,
  { days, lookback }: BlockDates,
  n: number,
): Pick<Block, 'tradable' | 'present'> {
  const steps = days - lookback
  const present = new Float32Array(n)
  const daysIn = new Int32Array(n)
  const lastIn = new Int32Array(n).fill(-1)
  const tradable = filled<tf.Tensor2D>([steps, n], (values) => {
    let day = 0
    for (let k = 0; k < places.length; k++) {
      while (places[k] >= (day + 1) * n) day++
      const i = places[k] - day * n
      daysIn[i] = lastIn[i] === day - 1 ? daysIn[i] + 1 : 1
      lastIn[i] = day
      if (day >= lookback && daysIn[i] > lookback) values[(day - lookback) * n + i] = 1
      if (day === days - 1 && daysIn[i] >= steps) present[i] = 1
    }
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
  gather(view, membersIn(view, { firstDay, days }, columns), gathered)
  return gathered
}

/** From so many values on the engine's copy is faster than a loop. */
const LONG_RUN = 64

/** Writes the characteristics of the members, leaving those of the others as they are: each run of neighbours at once. */
function gather(view: MarketView, { places, cells }: Members, gathered: Float32Array): void {
  const m = view.characteristics.definitions.length
  const { values } = view.characteristics
  for (let k = 0; k < places.length; ) {
    let end = k + 1
    while (
      end < places.length &&
      places[end] - places[k] === end - k &&
      cells[end] - cells[k] === end - k
    ) {
      end++
    }
    const [from, to, length] = [cells[k] * m, places[k] * m, (end - k) * m]
    if (length >= LONG_RUN) gathered.set(values.subarray(from, from + length), to)
    else for (let j = 0; j < length; j++) gathered[to + j] = values[from + j]
    k = end
  }
}
