import type { StoredSplit } from '../store/read/splits.js'
import { isPublished, type PublishedSplit, predecessorOf } from './chain.js'
import type { PerformanceReads } from './reads.js'
import { datesOf } from './split-days.js'

/** Consecutive dates of one split. */
export interface Segment {
  readonly split: PublishedSplit
  readonly from: string
  readonly to: string
  /** How many dates there are from one to the other. */
  readonly count: number
}

/** The last `count` dates with results before `date`, by the split they belong to, oldest first. */
export async function segmentsBefore(
  split: StoredSplit,
  { date, count }: { readonly date: string; readonly count: number },
  reads: PerformanceReads,
): Promise<Segment[]> {
  const segments: Segment[] = []
  let left = count
  let at: StoredSplit | null = split
  while (at && isPublished(at) && left > 0) {
    const before = (await datesOf(at, reads)).filter((known) => known < date)
    const dates = before.slice(-left)
    const [from, to] = [dates.at(0), dates.at(-1)]
    if (from && to) segments.unshift({ split: at, from, to, count: dates.length })
    left -= dates.length
    at = await predecessorOf(at, reads)
  }
  return segments
}
