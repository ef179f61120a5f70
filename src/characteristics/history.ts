import type { Panel } from '../data/panel.js'
import { type AssetRange, byAsset } from './transpose.js'

/** Number of dates over which an asset's last price replaces a missing one. */
const PRICE_CARRY_DATES = 5

/** How much of a history the values from a date on need. */
export interface Reach {
  /** How many dates before its own an entry reads at most. */
  readonly dates: number
  /** A history may begin so many dates later, or a multiple of them, with the same bits. */
  readonly block: number
}

/** Where histories may begin, for values of the panel's rows from `since` on. */
export interface HistoryStart {
  readonly since: number
  readonly reach: Reach
}

/** The series of one asset from its first row to its last; entry t is known at the close of t. */
export interface AssetHistory {
  /** The panel's row of entry 0. */
  readonly firstRow: number
  /** Simple returns; NaN where missing. */
  readonly returns: Float64Array
  /** Return of the equal-weight universe on the same dates. */
  readonly market: Float64Array
  /** Adjusted close, carried forward at most `PRICE_CARRY_DATES` dates. Only its ratios have a meaning. */
  readonly price: Float64Array
  /**
   * High, adjusted as the close is; the adjusted close where the file has no high. NaN on dates
   * without a row.
   */
  readonly high: Float64Array
  /** `log(high / low)` */
  readonly range: Float64Array
  /** `open / close` of the date; NaN where missing. A ratio: adjusted prices give the same. */
  readonly openRatio: Float64Array
  /** `low / close` of the date; NaN where missing. */
  readonly lowRatio: Float64Array
  /** Shares. */
  readonly volume: Float64Array
  /**
   * `close · volume`, NaN without a close or volume: the level of the adjusted close depends on
   * later dividends and splits.
   */
  readonly dollarVolume: Float64Array
}

/** All dates. */
const WHOLE: HistoryStart = { since: 0, reach: { dates: 0, block: 1 } }

/** A panel with its returns and the returns of its market. */
export interface MarketInput {
  readonly panel: Panel
  readonly returns: Float64Array
  readonly market: Float64Array
}

/** The first row that the histories of that start read. */
export function firstRowRead({ since, reach }: HistoryStart): number {
  return Math.max(0, since - reach.dates - PRICE_CARRY_DATES - reach.block)
}

/**
 * Histories of all assets or of a range, in their order; null for one without a price. They leave out whole
 * blocks of dates that the values from `since` on do not need.
 */
export function assetHistories(
  { panel, returns, market }: MarketInput,
  start: HistoryStart = WHOLE,
  range: AssetRange = { from: 0, to: panel.assets.length },
): (AssetHistory | null)[] {
  const base = firstRowRead(start)
  const starts = historyStarts(panel, start, range)
  const dateCount = panel.dates.length - base
  const [R, P, H, L, C, V] = [
    returns,
    panel.adjClose,
    panel.high,
    panel.low,
    panel.close,
    panel.volume,
  ].map((field) => byAsset(field.subarray(base * panel.assets.length), panel.assets.length, range))

  return panel.assets.slice(range.from, range.to).map((_, i) => {
    const begin = i * dateCount
    const first = begin + starts[i] - base
    let end = begin + dateCount
    while (end > first && Number.isNaN(P[end - 1])) end--
    if (first >= end) return null
    // each column is replaced in place, because all of them together are as large as the panel
    for (let cell = first; cell < end; cell++) {
      const [price, high, low, close, volume] = [P[cell], H[cell], L[cell], C[cell], V[cell]]
      const adjustedHigh = (high * price) / close
      H[cell] = Number.isNaN(adjustedHigh) ? price : adjustedHigh
      L[cell] = Math.log(high / low)
      C[cell] = volume > 0 ? close * volume : Number.NaN
    }
    carry(P, first, end)
    const column = (field: Float64Array) => field.subarray(first, end)
    const rows = { begin: base + first - begin, end: base + end - begin }
    return {
      firstRow: rows.begin,
      returns: column(R),
      market: market.subarray(rows.begin, rows.end),
      price: column(P),
      high: column(H),
      range: column(L),
      get openRatio() {
        return ratioToClose(panel, panel.open, range.from + i, rows)
      },
      get lowRatio() {
        return ratioToClose(panel, panel.low, range.from + i, rows)
      },
      volume: column(V),
      dollarVolume: column(C),
    }
  })
}

/**
 * The row at which each asset's history begins: its first price, or whole blocks after it; the number of
 * rows where it has no price.
 */
function historyStarts(
  { dates, assets, adjClose }: Panel,
  { since, reach }: HistoryStart,
  { from, to }: AssetRange,
) {
  const starts = new Int32Array(to - from).fill(dates.length)
  const latest = since - reach.dates - PRICE_CARRY_DATES
  for (let i = 0; i < starts.length; i++) {
    let first = 0
    while (first < dates.length && Number.isNaN(adjClose[first * assets.length + from + i])) first++
    starts[i] = first + reach.block * Math.floor(Math.max(0, latest - first) / reach.block)
  }
  return starts
}

/** `field / close` of asset i over the panel's rows from `begin` to before `end`, read on demand. */
function ratioToClose(
  { assets, close }: Panel,
  field: Float64Array,
  i: number,
  { begin, end }: { readonly begin: number; readonly end: number },
): Float64Array {
  return Float64Array.from({ length: end - begin }, (_, t) => {
    const cell = (begin + t) * assets.length + i
    return field[cell] / close[cell]
  })
}

function carry(price: Float64Array, first: number, end: number): void {
  let last = first
  for (let cell = first; cell < end; cell++) {
    if (!Number.isNaN(price[cell])) last = cell
    else if (cell - last <= PRICE_CARRY_DATES) price[cell] = price[last]
  }
}
