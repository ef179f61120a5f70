import type { Panel } from './panel.js'

/** Rows with a price of each asset. */
export interface RowRanges {
  /** `[N]` index of the first date with a price; T where there is none. */
  readonly first: Int32Array
  /** `[N]` index of the last date with a price; −1 where there is none. */
  readonly last: Int32Array
  /** How many cells have a price. */
  readonly rowCount: number
}

export function rowRanges({
  dates,
  assets,
  adjClose,
}: Pick<Panel, 'dates' | 'assets' | 'adjClose'>): RowRanges {
  const [nDates, nAssets] = [dates.length, assets.length]
  const first = new Int32Array(nAssets).fill(nDates)
  const last = new Int32Array(nAssets).fill(-1)
  let rowCount = 0
  for (let t = 0; t < nDates; t++) {
    for (let i = 0; i < nAssets; i++) {
      if (Number.isNaN(adjClose[t * nAssets + i])) continue
      if (first[i] === nDates) first[i] = t
      last[i] = t
      rowCount++
    }
  }
  return { first, last, rowCount }
}
