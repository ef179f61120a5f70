import type { SessionGap } from '../calendar/gaps.js'

/** A row of the past that the files change. */
export interface Restatement {
  readonly date: string
  readonly symbol: string
  readonly message: string
}

/** How the files change one symbol of a stored dataset. */
export interface SymbolChange {
  readonly symbol: string
  /** Rows from this date on are taken from the files. */
  readonly from: string
  /** Stored rows from `from` to here are dropped. */
  readonly to: string
  /** Files' adj_close × ratio = on the level of the stored prices. */
  readonly ratio: number
  /** Stored adj_close after `to` × shift: keeps the returns of those dates. */
  readonly shift: number
}

export interface Comparison {
  readonly changes: readonly SymbolChange[]
  readonly addedRows: number
  /** The earliest row of the past that changed. */
  readonly restatement: Restatement | null
  /** Symbols that continue without a row that both have: their levels are assumed to be equal. */
  readonly unanchored: number
  /** Stored cells (not adj_close) that differ in the files; the stored values stay. */
  readonly keptValues: number
  /** Closes of stored rows that the files send again with another value. */
  readonly resent: readonly ResentClose[]
}

/** A close of a stored row as a later file sent it, where the values differ. */
export interface ResentClose {
  readonly symbol: string
  readonly date: string
  readonly close: number
}

export interface CompareOptions {
  /** All values of a symbol's last row in the files count: its volume may be corrected too. */
  readonly daily?: boolean
  /** Closes that earlier files sent again. */
  readonly resent?: readonly ResentClose[]
  /** Counts sessions between dates of the dataset and the files; where left out, all are 1. */
  readonly gap?: SessionGap
}
