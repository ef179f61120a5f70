import type { Panel } from '../data/panel.js'
import { byAsset } from './transpose.js'

/** Number of dates over which an asset's last price replaces a missing one. */
const PRICE_CARRY_DATES = 5

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

/** Histories of all assets, in their order; null for one without a price. */
export function assetHistories(
  panel: Panel,
  returns: Float64Array,
  market: Float64Array,
): (AssetHistory | null)[] {
  const dateCount = panel.dates.length
  const [R, P, H, L, C, V] = [
    returns,
    panel.adjClose,
    panel.high,
    panel.low,
    panel.close,
    panel.volume,
  ].map((field) => byAsset(field, panel.assets.length))

  return panel.assets.map((_, i) => {
    const begin = i * dateCount
    let first = begin
    let end = begin + dateCount
    while (first < end && Number.isNaN(P[first])) first++
    while (end > first && Number.isNaN(P[end - 1])) end--
    if (first === end) return null
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
    return {
      firstRow: first - begin,
      returns: column(R),
      market: market.subarray(first - begin, end - begin),
      price: column(P),
      high: column(H),
      range: column(L),
      get openRatio() {
        return ratioToClose(panel, panel.open, i, { begin: first - begin, end: end - begin })
      },
      get lowRatio() {
        return ratioToClose(panel, panel.low, i, { begin: first - begin, end: end - begin })
      },
      volume: column(V),
      dollarVolume: column(C),
    }
  })
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
