import type { Holdings } from '../../../../src/dashboard/sheet/model.js'
import { at } from '../../../../src/lib/at.js'
import { float32Digits } from '../../../../src/lib/float32-digits.js'
import { isPublished } from '../../../../src/performance/chain.js'
import type { PerformanceReads } from '../../../../src/performance/reads.js'
import type { StoredSplit } from '../../../../src/store/read/split-rows.js'

/** The newest published book: of the next date of a live split, else of the last date; null without any. */
export async function newestBook(
  splits: readonly StoredSplit[],
  reads: PerformanceReads,
): Promise<Holdings | null> {
  const split = splits.filter(isPublished).at(-1)
  const date = split?.current.nextDate ?? split?.current.scoredTo
  if (!split || !date) return null
  const [[day], axis] = await Promise.all([
    reads.weightsBetween.load({ contentId: split.current.contentId, from: date, to: date }),
    reads.axis.load(split.datasetId),
  ])
  const weights = [...(day?.values ?? [])].flatMap((weight, position) => {
    if (!weight) return []
    const { symbol, name, sector } = at(axis, position)
    return [{ weight: Number(float32Digits(weight)), asset: { symbol, name, sector } }]
  })
  return {
    date,
    split: split.name,
    next: split.current.nextDate !== null,
    weights: weights.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
  }
}
