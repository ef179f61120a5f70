import type { MarketView } from '../../data/source.js'

/** What a frozen model makes of the market before each date: the states that agents decide on. */
export interface AgentStates {
  /** Numbers of a state, w. */
  readonly width: number
  /**
   * `[rows, n, w]` of the columns, each row from data before it: row T of the view decides for its
   * `nextDate`. Zeros where the model has nothing of an asset.
   */
  statesOf(view: MarketView, rows: RowRange, columns: Int32Array): Float32Array
  dispose(): void
}

/** Rows `from … end − 1`. */
export interface RowRange {
  readonly from: number
  readonly end: number
}

/** The characteristics of each asset as they are: a state without a model. */
export function characteristicStates(width: number): AgentStates {
  return {
    width,
    statesOf({ assets, characteristics, universe }, { from, end }, columns) {
      const states = new Float32Array((end - from) * columns.length * width)
      for (let row = from, at = 0; row < end; row++) {
        for (let i = 0; i < columns.length; i++, at += width) {
          const cell = row * assets.length + columns[i]
          if (universe[cell] === 0) continue
          states.set(characteristics.values.subarray(cell * width, (cell + 1) * width), at)
        }
      }
      return states
    },
    dispose() {},
  }
}
