import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../data/source.js'
import type { Sequences } from '../../model/layers/sequences.js'
import { filled } from '../../tensor/filled.js'
import { type Key, permutation } from '../../tensor/random.js'
import type { PredictorData } from './training-data.js'

/** B consecutive dates of n stocks. */
export interface PredictorBlock {
  readonly sequences: Sequences
  /** `[B, n]`, 0 where masked. */
  readonly labels: tf.Tensor2D
}

/** Stocks with a target on one of the dates: all of them, or as many drawn at random; ascending. */
export function stocksOf(
  data: PredictorData,
  firstDay: number,
  days: number,
  drawn?: { readonly key: Key; readonly most: number },
): Int32Array {
  const columns = labelledColumns(data, firstDay, days)
  if (!drawn || drawn.most === 0 || drawn.most >= columns.length) return columns
  const places = permutation(drawn.key, columns.length).subarray(0, drawn.most)
  return Int32Array.from(places, (place) => columns[place]).sort()
}

/** Gathered on the host; a cell counts where it has a target. */
export function blockOf(
  data: PredictorData,
  firstDay: number,
  days: number,
  columns: Int32Array,
): PredictorBlock {
  const shape = [days, columns.length]
  const targets = (write: (values: Float32Array, at: number, target: number) => void) =>
    filled<tf.Tensor2D>(shape, (values) => eachTarget(data, firstDay, values, columns, write))
  return {
    sequences: {
      values: windowRows(data.view, { firstDay, days, lookback: data.lookback }, columns),
      mask: targets((values, at) => {
        values[at] = 1
      }),
    },
    labels: targets((values, at, target) => {
      values[at] = target
    }),
  }
}

/** The one window of each column that decides for the view's `nextDate`. */
export function decidingWindows(
  view: MarketView,
  columns: Int32Array,
  lookback: number,
): Sequences {
  const firstDay = view.dates.length
  return {
    values: windowRows(view, { firstDay, days: 1, lookback }, columns),
    mask: tf.ones([1, columns.length]),
  }
}

interface WindowDates {
  readonly firstDay: number
  readonly days: number
  readonly lookback: number
}

/** `[T + B − 1, n, C]`, 0 outside the universe of a row and before the first row. */
function windowRows(
  { assets, universe, characteristics }: MarketView,
  { firstDay, days, lookback }: WindowDates,
  columns: Int32Array,
): tf.Tensor3D {
  const width = characteristics.definitions.length
  const rows = lookback + days - 1
  return filled([rows, columns.length, width], (values) => {
    for (let r = 0, to = 0; r < rows; r++) {
      for (let i = 0; i < columns.length; i++, to += width) {
        const cell = (firstDay - lookback + 1 + r) * assets.length + columns[i]
        if (cell < 0 || universe[cell] === 0) continue
        for (let c = 0, from = cell * width; c < width; c++)
          values[to + c] = characteristics.values[from + c]
      }
    }
  })
}

function eachTarget(
  { labels, view }: PredictorData,
  firstDay: number,
  values: Float32Array,
  columns: Int32Array,
  write: (values: Float32Array, at: number, target: number) => void,
): void {
  for (let at = 0; at < values.length; at++) {
    const day = firstDay + Math.floor(at / columns.length)
    const target = labels[day * view.assets.length + columns[at % columns.length]]
    if (!Number.isNaN(target)) write(values, at, target)
  }
}

function labelledColumns({ labels, view }: PredictorData, firstDay: number, days: number) {
  const width = view.assets.length
  const seen = new Uint8Array(width)
  for (let day = firstDay; day < firstDay + days; day++) {
    for (let i = 0; i < width; i++) if (!Number.isNaN(labels[day * width + i])) seen[i] = 1
  }
  return Int32Array.from(seen.keys()).filter((column) => seen[column] === 1)
}
