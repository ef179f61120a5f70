import type { StoredSplit } from '../read/splits.js'
import type { ScoredDayTable } from '../tables/scored-day.js'
import type { AxisDay } from './axis-days.js'
import { InvalidResultError, invalid } from './invalid-result.js'

/** What a result is to what was published before. */
export type ContentChange = 'same' | 'extended' | 'replaced'

export interface ChangeOptions {
  /** The data were restated since. */
  readonly restated: boolean
  /** The content holds dates after those shown, so that no others can be appended to it. */
  readonly rolledBack?: boolean
}

/** A result beside what was published before, both chronological and neither empty. */
interface Comparison extends ChangeOptions {
  readonly split: StoredSplit
  readonly first: ScoredDayTable
  readonly newest: ScoredDayTable
  /** Whether the result begins with the first published date. */
  readonly whole: boolean
  /** Whether it adds a date, or the returns of the last one. */
  readonly longer: boolean
}

/**
 * Same: nothing differs and nothing is new. Extended: later dates, or returns of dates that were
 * decided. Replaced: other values, in a result that covers all that was published. An extension never
 * changes what was decided before it happened, except where the data were restated.
 */
export function changeOf(
  split: StoredSplit,
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
  options: ChangeOptions,
): ContentChange {
  const [first, newest] = [before[0], before.at(-1)]
  const [from, to] = [days[0], days.at(-1)]
  if (!first || !newest || !from || !to) return 'replaced'
  const whole = from.date === first.date
  const longer = to.date > newest.date || realisesLast(newest, days)
  const compared = { split, first, newest, whole, longer, ...options }
  const changed = firstChange(before, days)
  if (changed !== undefined) return afterChange(compared, changed, to.date)
  if (from.date > newest.date) {
    throw notExtended(split, `${from.date} leaves a gap after ${newest.date}`)
  }
  return afterAgreement(compared, droppedDate(before, days, from.date, to.date))
}

/** Other values replace what was published, or are refused. */
function afterChange(
  { split, newest, whole, longer, restated }: Comparison,
  changed: string,
  last: string,
): ContentChange {
  if (whole && (restated || (!longer && last === newest.date))) return 'replaced'
  throw invalid(
    { split },
    `${changed} differs from version ${split.current?.version}, and the data were not restated`,
  )
}

/** Every date that both have is equal; `dropped` is one that the result lacks. */
function afterAgreement(
  { split, first, whole, longer, rolledBack = false }: Comparison,
  dropped: string | undefined,
): ContentChange {
  if (dropped !== undefined) {
    if (whole) return 'replaced'
    throw notExtended(split, `the result lacks ${dropped}`)
  }
  if (!longer) return 'same'
  if (!rolledBack) return 'extended'
  if (whole) return 'replaced'
  throw notExtended(split, `it was rolled back, and the result lacks ${first.date}`)
}

function notExtended({ name }: StoredSplit, why: string): InvalidResultError {
  return new InvalidResultError(`${name} cannot be extended: ${why}`)
}

/** The first date whose values differ from those published. */
function firstChange(
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
): string | undefined {
  const stored = new Map(before.map((day) => [day.date, day]))
  return days.find((day) => differs(stored.get(day.date), day))?.date
}

/** A date that was to be the next session and turned out to be none. */
function droppedDate(
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
  from: string,
  to: string,
): string | undefined {
  const dates = new Set(days.map(({ date }) => date))
  return before.find(({ date }) => date >= from && date <= to && !dates.has(date))?.date
}

function differs(stored: ScoredDayTable | undefined, day: AxisDay): boolean {
  if (!stored) return false
  if (stored.decided !== day.decidedHash) return true
  return ![null, day.realisedHash].includes(stored.realised) && day.realisedHash !== null
}

function realisesLast(last: ScoredDayTable, days: readonly AxisDay[]): boolean {
  return last.realised === null && days.some((d) => d.date === last.date && d.returns !== null)
}
