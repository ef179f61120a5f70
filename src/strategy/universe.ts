import type { MarketView } from '../data/source.js'
import { lowerBound } from '../lib/dates.js'
import type { DateRange } from '../results.js'

/** The universe of a row, by default that of the view's `nextDate`: ascending columns. */
export function universeOf(
  { dates, assets, universe }: Pick<MarketView, 'dates' | 'assets' | 'universe'>,
  t: number = dates.length,
): Int32Array<ArrayBuffer> {
  const row = universe.subarray(t * assets.length, (t + 1) * assets.length)
  const members: number[] = []
  for (let i = 0; i < row.length; i++) if (row[i] === 1) members.push(i)
  return Int32Array.from(members)
}

/** Median size of the universes of the range's dates, from the first that has any; 0 where none has. */
export function medianUniverse(
  { dates, assets, universe }: MarketView,
  { from, to }: DateRange,
): number {
  const end = dates.findLastIndex((date) => date <= to) + 1
  const sizes: number[] = []
  for (let t = lowerBound(dates, from); t < end; t++) {
    let size = 0
    for (let i = t * assets.length; i < (t + 1) * assets.length; i++) size += universe[i]
    if (size > 0 || sizes.length > 0) sizes.push(size)
  }
  return sizes.sort((a, b) => a - b)[sizes.length >> 1] ?? 0
}

/** Columns of the assets that are in the universe on one of the range's dates, ascending. */
export function universeColumns(
  { dates, assets, universe }: MarketView,
  { from, to }: DateRange,
): Int32Array<ArrayBuffer> {
  const end = dates.findLastIndex((date) => date <= to) + 1
  const seen = new Uint8Array(assets.length)
  for (let cell = lowerBound(dates, from) * assets.length; cell < end * assets.length; cell++) {
    if (universe[cell] === 1) seen[cell % assets.length] = 1
  }
  return Int32Array.from(seen.keys()).filter((column) => seen[column] === 1)
}
