import type { DatasetManifest } from '../dataset/folder.js'
import type { Prices } from '../prices.js'

/** The stored dataset that a daily file must continue. */
export interface StoredVersion {
  readonly folder: string
  readonly manifest: DatasetManifest
}

/** Rows of one symbol in a file. */
export interface FileRows {
  readonly symbol: string
  /** Dates of its rows, ascending; at least one. */
  readonly dates: readonly string[]
  readonly close: (date: string) => number
}

export function rowsBySymbol({ dates, assets, adjClose, close }: Prices): FileRows[] {
  const cellOf = (date: string, i: number) => dates.indexOf(date) * assets.length + i
  return assets.map((symbol, i) => ({
    symbol,
    dates: dates.filter((_, t) => !Number.isNaN(adjClose[t * assets.length + i])),
    close: (date) => close[cellOf(date, i)] ?? Number.NaN,
  }))
}
