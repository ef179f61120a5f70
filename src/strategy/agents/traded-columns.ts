import type { MarketView } from '../../data/source.js'
import { UserError } from '../../lib/errors.js'
import type { DateRange } from '../../results.js'
import { universeColumns } from '../universe.js'

/**
 * Columns of the assets that get an agent, ascending: those of the list that are in a universe of the
 * train range; where none is, as many of the largest dollar volume before its end.
 */
export function tradedColumns(
  view: MarketView,
  train: DateRange,
  wanted: readonly string[],
): Int32Array {
  const trained = universeColumns(view, train)
  const named = trained.filter((column) => wanted.includes(view.assets[column]))
  if (named.length > 0) return named
  if (trained.length > 0) return mostTraded(view, trained).slice(0, wanted.length).sort()
  throw new UserError(`no asset has a return from ${train.from} to ${train.to}`)
}

/** By dollar volume at the end of the view, unknown ones last; equal ones in the order of the axis. */
function mostTraded({ dates, assets, averageDollarVolume }: MarketView, columns: Int32Array) {
  const start = dates.length * assets.length
  const volume = (column: number) => averageDollarVolume?.[start + column] || 0 // NaN where unknown
  return columns.slice().sort((a, b) => volume(b) - volume(a) || a - b)
}
