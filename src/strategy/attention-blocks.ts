import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../data/source.js'

/** Days `firstDay … firstDay + days − 1` of a view, the first L of them only looked back on. */
export interface BlockDates {
  readonly firstDay: number
  readonly days: number
  readonly lookback: number
}

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
  /** `[D − L − 1]`, the market on the days that count. */
  readonly market: tf.Tensor1D
}

/** Gathers a block on the host and uploads it. */
export function blockOf(view: MarketView, { firstDay, days, lookback }: BlockDates): Block {
  const columns = columnsIn(view, firstDay, days)
  const n = columns.length
  const steps = days - lookback
  const mask = new Float32Array(days * n)
  const returns = new Float32Array(days * n)
  const known = new Float32Array(days * n)
  const tradable = new Float32Array(steps * n)
  const present = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    let daysIn = 0
    for (let day = 0; day < days; day++) {
      const cell = (firstDay + day) * view.assets.length + columns[i]
      const isIn = view.universe[cell] === 1
      daysIn = isIn ? daysIn + 1 : 0
      if (day >= lookback) tradable[(day - lookback) * n + i] = +(daysIn > lookback)
      if (!isIn) continue
      mask[day * n + i] = 1
      const realised = view.returns[cell]
      if (Number.isNaN(realised)) continue
      returns[day * n + i] = realised
      known[day * n + i] = 1
    }
    present[i] = +(daysIn >= steps)
  }
  return {
    values: tf.tensor2d(characteristicsOf(view, firstDay, days, columns), [
      days * n,
      view.characteristics.definitions.length,
    ]),
    mask: tf.tensor3d(mask, [days, 1, n]),
    returns: tf.tensor2d(returns, [days, n]),
    known: tf.tensor2d(known, [days, n]),
    tradable: tf.tensor2d(tradable, [steps, n]),
    present: tf.tensor1d(present),
    market: tf.tensor1d(marketOf(view, firstDay + lookback + 1, firstDay + days)),
  }
}

/** Ascending columns in the universe on any of the days. */
export function columnsIn(view: MarketView, firstDay: number, days: number): Int32Array {
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
  const width = view.assets.length
  const m = view.characteristics.definitions.length
  const { values } = view.characteristics
  const gathered = new Float32Array(days * columns.length * m)
  let to = 0
  for (let day = firstDay; day < firstDay + days; day++) {
    for (let i = 0; i < columns.length; i++, to += m) {
      const cell = day * width + columns[i]
      if (view.universe[cell] === 0) continue
      for (let j = 0, from = cell * m; j < m; j++) gathered[to + j] = values[from + j]
    }
  }
  return gathered
}

function marketOf(view: MarketView, from: number, until: number): Float32Array {
  return Float32Array.from(view.market.subarray(from, until), (x) => (Number.isNaN(x) ? 0 : x))
}
