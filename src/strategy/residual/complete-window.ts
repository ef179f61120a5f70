import type { MarketView } from '../../data/source.js'
import { varies } from '../../model/pca.js'

export interface CompleteWindow {
  /** `[m]` indices into the universe. */
  readonly places: Int32Array
  /** `[window, m]`, none missing. */
  readonly returns: Float64Array
}

/**
 * Returns of the m assets of a universe that have every return of the last `window` dates before row
 * `end`, by default of the view, and whose returns vary. No assets where fewer dates are there.
 */
export function completeWindow(
  view: MarketView,
  universe: Int32Array,
  window: number,
  end: number = view.dates.length,
): CompleteWindow {
  const first = end - window
  if (first < 0) return { places: new Int32Array(0), returns: new Float64Array(0) }
  const rows = { first, end }
  const every = withEveryReturn(view, universe, rows)
  const complete = Int32Array.from(universe.keys()).filter((place) => every[place] === 1)
  const returns = gather(view, columnsOf(universe, complete), rows)
  const moves = varies(returns, complete.length)
  if (moves.every((moving) => moving === 1)) return { places: complete, returns }
  const places = complete.filter((_, i) => moves[i] === 1)
  return { places, returns: gather(view, columnsOf(universe, places), rows) }
}

interface Rows {
  readonly first: number
  readonly end: number
}

/** Row after row, so that memory is read in its order. */
function withEveryReturn(
  { assets, returns }: MarketView,
  universe: Int32Array,
  { first, end }: Rows,
): Uint8Array {
  const every = new Uint8Array(universe.length).fill(1)
  for (let t = first; t < end; t++) {
    const row = t * assets.length
    for (let i = 0; i < universe.length; i++) {
      if (Number.isNaN(returns[row + universe[i]])) every[i] = 0
    }
  }
  return every
}

function columnsOf(universe: Int32Array, places: Int32Array): Int32Array {
  return places.map((place) => universe[place])
}

function gather(
  { assets, returns }: MarketView,
  columns: Int32Array,
  { first, end }: Rows,
): Float64Array {
  const width = columns.length
  const values = new Float64Array((end - first) * width)
  for (let t = first; t < end; t++) {
    const [from, to] = [t * assets.length, (t - first) * width]
    for (let i = 0; i < width; i++) values[to + i] = returns[from + columns[i]]
  }
  return values
}
