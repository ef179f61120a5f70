import type * as tf from '@tensorflow/tfjs'
import type { StormInputs, StormTargets } from '../../../model/storm/inputs.js'
import { filled } from '../../../tensor/filled.js'
import { foldIn, type Key, permutation } from '../../../tensor/random.js'
import { universeOf } from '../../universe.js'
import type { PredictorData } from '../training-data.js'
import { type Cells, cellsOf, copyColumns, copyRows, isIn } from './cells.js'
import type { StormSource } from './source.js'

export interface MarketSourceOptions {
  /** Assets that are learnt from, each with a place in the cross-section: columns of the view, ascending. */
  readonly axis: Int32Array
  /** p */
  readonly patch: number
  /** Assets drawn for each date; 0: all. */
  readonly stocksPerStep: number
}

/** Blocks of a market's dates, gathered on the host. */
export function marketSource(data: PredictorData, options: MarketSourceOptions): StormSource {
  const { view, lookback } = data
  const cells = cellsOf(view)
  const { axis, patch, stocksPerStep } = options
  const trained = new Set(axis)
  const stocksOf = (day: number) => universeOf(view, day).filter((column) => trained.has(column))
  return {
    days: labelledDays(data),
    block(days, key) {
      const drawn = Array.from(days, (day, b) =>
        drawnStocks(stocksOf(day), stocksPerStep, foldIn(key, b)),
      )
      const window = { cells, days, lookback, patch }
      return {
        inputs: inputsOf(window, { columns: drawn, axis }),
        targets: targetsOf(window, { columns: drawn, axis }, data),
      }
    },
  }
}

export interface StormWindow {
  readonly cells: Cells
  /** `[B]` rows that are decided for. */
  readonly days: ArrayLike<number>
  /** W */
  readonly lookback: number
  /** p */
  readonly patch: number
}

export interface StormColumns {
  /** Of each date; shorter lists are padded with masked assets. */
  readonly columns: readonly Int32Array[]
  readonly axis: Int32Array
}

export function inputsOf(window: StormWindow, { columns, axis }: StormColumns): StormInputs {
  const { cells, days } = window
  return {
    patches: patchesOf(window, columns, cells.width),
    days: daysOf(window, axis, cells.width),
    mask: byStock(columns, (b, column) => (isIn(cells, days[b], column) ? 1 : 0)),
  }
}

function targetsOf(
  window: StormWindow,
  { columns, axis }: StormColumns,
  { labels, view }: PredictorData,
): StormTargets {
  const { days, cells } = window
  const labelOf = (b: number, column: number) => labels[days[b] * view.assets.length + column]
  return {
    patches: patchesOf(window, columns, cells.channels),
    days: daysOf(window, axis, cells.channels),
    present: filled([days.length, axis.length], (values) => {
      for (let at = 0; at < values.length; at++) {
        const [b, place] = [Math.floor(at / axis.length), at % axis.length]
        if (isIn(cells, days[b], axis[place])) values[at] = 1
      }
    }),
    labels: byStock(columns, (b, column) => labelOf(b, column) || 0),
    labelled: byStock(columns, (b, column) => (Number.isNaN(labelOf(b, column)) ? 0 : 1)),
  }
}

/** `[B·n·P, p·C]`: the W rows of each asset one after the other, C of their values. */
function patchesOf(
  { cells, days, lookback, patch }: StormWindow,
  columns: readonly Int32Array[],
  width: number,
): tf.Tensor2D {
  const most = mostStocks(columns)
  const size = lookback * width
  return filled([(days.length * most * lookback) / patch, patch * width], (values) => {
    columns.forEach((ofDate, b) => {
      ofDate.forEach((column, i) => {
        const [row, to] = [days[b] - lookback + 1, (b * most + i) * size]
        copyRows(cells, { column, row, count: lookback, to, stride: width, width }, values)
      })
    })
  })
}

/** `[B·W, A·C]`, 0 for assets outside the universe of the date that is decided for. */
function daysOf(
  { cells, days, lookback }: StormWindow,
  axis: Int32Array,
  width: number,
): tf.Tensor2D {
  return filled([days.length * lookback, axis.length * width], (values) => {
    for (let b = 0; b < days.length; b++) {
      const places = Int32Array.from(axis.keys()).filter((i) => isIn(cells, days[b], axis[i]))
      const columns = places.map((i) => axis[i])
      for (let r = Math.max(0, lookback - 1 - days[b]); r < lookback; r++) {
        const to = (b * lookback + r) * axis.length * width
        const row = days[b] - lookback + 1 + r
        copyColumns(cells, { row, columns, places, to, width }, values)
      }
    }
  })
}

function byStock(
  columns: readonly Int32Array[],
  of: (b: number, column: number) => number,
): tf.Tensor2D {
  const most = mostStocks(columns)
  return filled([columns.length, most], (values) => {
    columns.forEach((ofDate, b) => {
      ofDate.forEach((column, i) => {
        values[b * most + i] = of(b, column)
      })
    })
  })
}

function mostStocks(columns: readonly Int32Array[]): number {
  return Math.max(1, ...columns.map(({ length }) => length))
}

function drawnStocks(universe: Int32Array, most: number, key: Key): Int32Array {
  if (most === 0 || universe.length <= most) return universe
  const places = permutation(key, universe.length).subarray(0, most)
  return Int32Array.from(places, (place) => universe[place]).sort()
}

/** Rows of the train range with a label. */
function labelledDays({ labels, view, first, end }: PredictorData): Int32Array {
  const width = view.assets.length
  const has = (day: number) =>
    labels.subarray(day * width, (day + 1) * width).some((label) => !Number.isNaN(label))
  return Int32Array.from({ length: end - first }, (_, i) => first + i).filter(has)
}
