import { lowerBound } from '../lib/dates.js'
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
    const end = to === null ? dates.length : lowerBound(dates, to)
    for (let t = lowerBound(dates, from); t < end; t++) members[t * assets.length + asset] = 1
  }
  return members
}
