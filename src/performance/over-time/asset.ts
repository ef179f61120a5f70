import { takeTurn } from '../../lib/turns.js'
import type { StoredSplit } from '../../store/read/splits.js'
import { isPublished } from '../chain.js'
import { type DateFilter, rangeOf } from '../dated-values.js'
import type { PerformanceReads } from '../reads.js'
import { datesOf, returnsOn } from '../split-days.js'

/** One asset on a date of a split. */
export interface AssetDay {
  readonly date: string
  /** Close in the price file; null where it is not known. */
  readonly close: number | null
  readonly return: number | null
  /** 0 where it has no position. */
  readonly weight: number
  /** `w·R`, before costs; a missing return counts 0. */
  readonly contribution: number
}

/** One asset by date on the dates that `filter` includes, chronological. */
export async function assetIn(
  split: StoredSplit,
  position: number,
  filter: DateFilter,
  reads: PerformanceReads,
): Promise<AssetDay[]> {
  if (!isPublished(split)) return []
  const dates = (await datesOf(split, reads)).filter((date) => filter.includes(date))
  const range = rangeOf(dates)
  if (!range) return []
  const { datasetId, current } = split
  const [weights, returns, closes] = await Promise.all([
    reads.weightsBetween.load({ contentId: current.contentId, ...range }),
    returnsOn(split, dates, reads),
    reads.closesBetween.load({ datasetId, position, ...range }),
  ])
  await takeTurn()
  const weightOf = new Map(weights.map(({ date, values }) => [date, values[position]]))
  const closeOf = new Map(closes.map(({ date, close }) => [date, close]))
  return dates.map((date, t) => {
    const weight = known(weightOf.get(date)) ?? 0
    const realised = known(returns[t]?.[position])
    const contribution = weight * (realised ?? 0)
    return { date, close: closeOf.get(date) ?? null, return: realised, weight, contribution }
  })
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}
