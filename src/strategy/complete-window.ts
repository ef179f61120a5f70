import type { MarketView } from '../data/source.js'
import { varies } from '../model/pca.js'

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
  const complete = withEveryReturn(view, universe, rows)
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
): Int32Array {
  let places = Int32Array.from(universe.keys())
  for (let t = end - 1; t >= first; t--) {
    const row = t * assets.length
    let kept = 0
    for (let i = 0; i < places.length; i++) {
      const place = places[i]
      if (!Number.isNaN(returns[row + universe[place]])) places[kept++] = place
    }
    places = places.subarray(0, kept)
  }
  return places.slice()
}

function columnsOf(universe: Int32Array, places: Int32Array): Int32Array {
  return places.map((place) => universe[place])
}

function gather(
  { assets, returns }: MarketView,
  columns: Int32Array,
  { first, end }: Rows,
): Float64Array {
  const values = new Float64Array((end - first) * columns.length)
  let to = 0
  for (let t = first; t < end; t++) {
    const row = t * assets.length
    for (let i = 0; i < columns.length; i++) values[to++] = returns[row + columns[i]]
  }
  return values
}
