import type { Split } from '../../../src/results.js'
import { restatedUpTo, type StoredRestatement } from '../../../src/store/publish/resume.js'
import type { StoredSplit } from '../../../src/store/read/split-rows.js'

export interface DataState {
  readonly dates: readonly string[]
  readonly nextDate: string
  /** Dataset versions that changed past rows, oldest first. */
  readonly restatements: readonly StoredRestatement[]
}

/** The splits whose publication lacks dates or restatements that the data have now, in their order. */
export function splitsToCompute(
  splits: readonly Split[],
  stored: readonly StoredSplit[],
  data: DataState,
): Split[] {
  const byName = new Map(stored.map((split) => [split.name, split]))
  return splits.filter((split) => !isUpToDate(split, byName.get(split.name), data))
}

function isUpToDate(
  split: Split,
  stored: StoredSplit | undefined,
  { dates, nextDate, restatements }: DataState,
): boolean {
  const current = stored?.current
  if (!current || stored.failure !== null) return false
  return (
    current.datasetVersionId >= restatedUpTo(restatements, split.test.to) &&
    current.scoredTo === lastTestDate(split, dates) &&
    current.nextDate === (split.live ? nextDate : null)
  )
}

/** The last date of the test range in the data; null while there is none. */
export function lastTestDate({ test }: Split, dates: readonly string[]): string | null {
  const last = dates.findLast((date) => date <= test.to)
  return last !== undefined && last >= test.from ? last : null
}
