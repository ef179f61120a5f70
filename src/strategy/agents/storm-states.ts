import type * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../data/source.js'
import type { FactorTokens } from '../../model/storm/factors.js'
import type { StormParams } from '../../model/storm/params.js'
import { tokensOf } from '../../model/storm/predict.js'
import { factorTokens, type StormShape } from '../../model/storm/shape.js'
import { downloaded } from '../predictor/downloaded.js'
import { inputsFor, type StormPlaces } from '../predictor/storm/windows.js'
import { universeOf } from '../universe.js'
import type { AgentStates, RowRange } from './states.js'

/** Dates that the network encodes at once. */
const DATES_AT_ONCE = 16

/**
 * STORM's frozen state of an asset, `[4d]`: the mean of the cross-section's factor tokens over the days, and the
 * asset's newest patch, each `z ‖ q`. The network is the caller's.
 */
export function stormStates(network: StormParams, places: StormPlaces): AgentStates {
  return {
    width: 4 * places.shape.width,
    statesOf(view, { from, end }, columns) {
      const width = 4 * places.shape.width
      const states = new Float32Array((end - from) * columns.length * width)
      for (let row = from; row < end; row += DATES_AT_ONCE) {
        const rows = { from: row, end: Math.min(end, row + DATES_AT_ONCE) }
        const at = (row - from) * columns.length * width
        states.set(encoded(network, places, view, rows, columns), at)
      }
      return states
    },
    dispose() {},
  }
}

/** `[rows, n, 4d]`, 0 for an asset outside the universe of a row. */
function encoded(
  network: StormParams,
  places: StormPlaces,
  view: MarketView,
  { from, end }: RowRange,
  columns: Int32Array,
): Float32Array {
  const { shape } = places
  const days = Int32Array.from({ length: end - from }, (_, i) => from + i)
  const read = Array.from(days, (day) => readColumns(shape, universeOf(view, day), columns))
  const [stocks, market] = downloaded(() => {
    const { tokens } = tokensOf(network, inputsFor(view, days, read, places), shape)
    return [tokens.stocks, marketOf(tokens, shape)]
  })
  const half = 2 * shape.width
  const most = stocks.length / half / days.length
  const states = new Float32Array(days.length * columns.length * 2 * half)
  read.forEach((ofDate, b) => {
    columns.forEach((column, i) => {
      const place = ofDate.indexOf(column)
      if (place < 0) return
      const to = (b * columns.length + i) * 2 * half
      const stock = (b * most + place) * half
      states.set(market.subarray(b * half, (b + 1) * half), to)
      states.set(stocks.subarray(stock, stock + half), to + half)
    })
  })
  return states
}

/** The assets that a state depends on: the whole universe where assets see each other, else its own. */
function readColumns(shape: StormShape, universe: Int32Array, columns: Int32Array): Int32Array {
  const seeOthers = shape.fusion || shape.jointAttention || !shape.codes.crossSection
  return seeOthers ? universe : universe.filter((column) => columns.includes(column))
}

/** `[B, 2d]`: the mean of the cross-section's tokens; of the time series' where there is no cross-section. */
function marketOf({ factors }: FactorTokens, shape: StormShape): tf.Tensor {
  const count = factorTokens(shape)
  const days = shape.codes.crossSection ? shape.lookback : count
  const byDate = factors.reshape<tf.Tensor3D>([-1, count, 2 * shape.width])
  return byDate.slice([0, count - days, 0], [-1, days, -1]).mean(1)
}
