import { explainedShare } from './explained-share.js'
import type { DailyCodes } from './usage.js'

/**
 * Adjusted η² of the return of the universe, and of its size, on the code of the universe. The code of
 * a date is that of the inputs up to the date before: its own day is the date before, its next day the
 * date itself. The own day says what the code encodes, the next day what it predicts.
 */
export interface MarketShares {
  readonly marketShareOwnDay: number | null
  readonly marketShareNextDay: number | null
  readonly marketSizeShareOwnDay: number | null
  readonly marketSizeShareNextDay: number | null
}

/** `market` is the return of the universe on the dates of the codes, `[T]`, NaN where unknown. */
export function marketShares(codes: DailyCodes, market: readonly number[]): MarketShares {
  const labels = codes.map((day) => day[0] ?? Number.NaN)
  const before = market.map((_, t) => market[t - 1] ?? Number.NaN)
  const [sizes, sizesBefore] = [market.map(Math.abs), before.map(Math.abs)]
  return {
    marketShareOwnDay: explainedShare(labels, before),
    marketShareNextDay: explainedShare(labels, market),
    marketSizeShareOwnDay: explainedShare(labels, sizesBefore),
    marketSizeShareNextDay: explainedShare(labels, sizes),
  }
}
