import type { MarketView } from '../data/source.js'

/** The universe of the view's `nextDate`: ascending columns. */
export function universeOf({ dates, assets, universe }: MarketView): Int32Array<ArrayBuffer> {
  const row = universe.subarray(dates.length * assets.length, (dates.length + 1) * assets.length)
  const members: number[] = []
  for (let i = 0; i < row.length; i++) if (row[i] === 1) members.push(i)
  return Int32Array.from(members)
}
