import { mean } from '../accounts/moments.js'
import { standardErrorOfMean } from '../accounts/prediction-measures.js'

/** Dates with a Rank IC below which a code has none. */
export const LEAST_DATES = 20

/** What happened on the dates that were decided with a code, `[T]` each; NaN where unknown. */
export interface Outcomes {
  /** Return of the universe on the date. */
  readonly market: readonly number[]
  /** Rank IC of the predictions for the date. */
  readonly rankIC: ArrayLike<number>
}

/**
 * A code on the dates on which it was active. It encodes inputs up to the date before: its own day is
 * that date, its next day the date itself.
 */
export interface CodeMeasures {
  /** Mean return of the universe, and its mean size. */
  readonly marketReturnOwnDay: number | null
  readonly marketSizeOwnDay: number | null
  readonly marketReturnNextDay: number | null
  readonly marketSizeNextDay: number | null
  /** Mean Rank IC, its standard error `sd / √T`, and T; both null below 20 dates. */
  readonly rankIC: number | null
  readonly rankICStandardError: number | null
  readonly rankICDays: number
}

export function codeMeasures(rows: readonly number[], { market, rankIC }: Outcomes): CodeMeasures {
  const [ownDay, nextDay] = [rows.map((t) => market[t - 1]), rows.map((t) => market[t])]
  const daily = rows.map((t) => rankIC[t]).filter((value) => !Number.isNaN(value))
  const enough = daily.length >= LEAST_DATES
  return {
    marketReturnOwnDay: meanOrNull(ownDay),
    marketSizeOwnDay: meanOrNull(ownDay.map(Math.abs)),
    marketReturnNextDay: meanOrNull(nextDay),
    marketSizeNextDay: meanOrNull(nextDay.map(Math.abs)),
    rankIC: enough ? meanOrNull(daily) : null,
    rankICStandardError: enough ? standardErrorOfMean(daily) : null,
    rankICDays: daily.length,
  }
}

function meanOrNull(values: readonly number[]): number | null {
  const known = values.filter(Number.isFinite)
  return known.length === 0 ? null : mean(known)
}
