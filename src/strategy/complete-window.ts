import type { MarketView } from '../data/source.js'
import { varies } from '../model/pca.js'

export interface CompleteWindow {
  /** `[m]` indices into the universe. */
  readonly places: Int32Array
  /** `[window, m]`, none missing. */
  readonly returns: Float64Array
}

/**
 * Returns of the m assets of a universe that have every return of the view's last `window` dates,
 * and whose returns vary. No assets where the view is shorter than that.
 */
export function completeWindow(
  view: MarketView,
  universe: Int32Array,
  window: number,
): CompleteWindow {
  const first = view.dates.length - window
  if (first < 0) return { places: new Int32Array(0), returns: new Float64Array(0) }
  const complete = Int32Array.from(universe.keys()).filter((place) =>
    hasEveryReturn(view, universe[place], first),
  )
  const returns = gather(
    view,
    complete.map((place) => universe[place]),
    first,
  )
  const moves = varies(returns, complete.length)
  if (moves.every((moving) => moving === 1)) return { places: complete, returns }
  const places = complete.filter((_, i) => moves[i] === 1)
  return {
    places,
    returns: gather(
      view,
      places.map((place) => universe[place]),
      first,
    ),
  }
}

function hasEveryReturn(
  { dates, assets, returns }: MarketView,
  asset: number,
  first: number,
): boolean {
  for (let t = dates.length - 1; t >= first; t--) {
    if (Number.isNaN(returns[t * assets.length + asset])) return false
  }
  return true
}

function gather(
  { dates, assets, returns }: MarketView,
  columns: Int32Array,
  first: number,
): Float64Array {
  const values = new Float64Array((dates.length - first) * columns.length)
  let to = 0
  for (let t = first; t < dates.length; t++) {
    const row = t * assets.length
    for (let i = 0; i < columns.length; i++) values[to++] = returns[row + columns[i]]
  }
  return values
}
