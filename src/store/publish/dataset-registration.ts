import type { DailyPrices } from '../market/daily-prices.js'
import type { CalendarRow, FindingRow } from '../tables/dataset-version.js'

export interface RegisteredAsset {
  readonly symbol: string
  readonly name: string | null
  readonly sector: string | null
  readonly firstDate: string
  readonly lastDate: string
}

/** One version of a dataset, ready to be registered. */
export interface DatasetRegistration {
  readonly name: string
  readonly hash: string
  readonly firstDate: string
  readonly lastDate: string
  readonly nextDate: string
  readonly rowCount: number
  /** Its calendar; that of New York where left out. */
  readonly calendar?: CalendarRow
  readonly sources: readonly { readonly file: string; readonly sha256: string }[]
  readonly path: string
  /**
   * The first date on which a row of the version before was changed, if any was: returns are
   * rewritten from there on, and runs become stale.
   */
  readonly restatedFrom: string | null
  /** The first date on which a new asset has past returns: returns are rewritten from there on. */
  readonly addedFrom?: string | null
  /** Hash of the version that this one continues; it must be the newest. Null for the first. */
  readonly previous?: string | null
  readonly assets: readonly RegisteredAsset[]
  /** Factor portfolios ingested with the data: on the asset axis, and not counted as assets. */
  readonly factors?: readonly RegisteredAsset[]
  /** Closes and volumes, where they are to be served. */
  readonly prices?: DailyPrices
  /** Of the quality report of its files, most serious first. */
  readonly findings?: readonly FindingRow[]
  readonly returns: {
    readonly dates: readonly string[]
    readonly assets: readonly string[]
    /** `[T, N]`, NaN where missing. */
    readonly values: Float64Array
    /** `[T]` return of the equal-weight universe. */
    readonly market: Float64Array
  }
}
