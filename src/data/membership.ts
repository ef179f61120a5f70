import { sharedUint8 } from '../lib/shared-arrays.js'

/** An asset was a member on t where `from ≤ t < to`; it still is where `to` is null. */
export interface MembershipInterval {
  readonly symbol: string
  readonly from: string
  readonly to: string | null
}

/** `[dates.length, N]`, 1 where a member; all 1 where no membership is given. */
export function memberMatrix(
  intervals: readonly MembershipInterval[] | null,
  dates: readonly string[],
  assets: readonly string[],
): Uint8Array {
  const members = sharedUint8(dates.length * assets.length)
  if (intervals === null) return members.fill(1)
  const columnOf = new Map(assets.map((symbol, index) => [symbol, index]))
  for (const { symbol, from, to } of intervals) {
    const asset = columnOf.get(symbol)
    if (asset === undefined) continue
    for (const [t, date] of dates.entries()) {
      if (from <= date && (to === null || date < to)) members[t * assets.length + asset] = 1
    }
  }
  return members
}
