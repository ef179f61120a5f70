import { first as firstOf, last as lastOf } from '../../lib/at.js'
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
  /** Dates that the data gained before the decided date: its book was decided on fewer data. */
  readonly decidedEarlier?: boolean
}

/** A book that was decided for a session that did not come, and the session that came instead. */
export interface MovedDecision {
  readonly expected: string
  /** Null where the split has no later date. */
  readonly came: string | null
}

/** A result beside the published dates that still hold, both chronological and neither empty. */
interface Comparison extends ChangeOptions {
  readonly split: StoredSplit
  readonly before: readonly ScoredDayTable[]
  readonly days: readonly AxisDay[]
  /** Whether the result covers every published date from the first on. */
  readonly whole: boolean
  /** The days that are new, or of which the returns are. */
  readonly added: readonly AxisDay[]
  /** Whether the published decision was for a date that did not come. */
  readonly moved: boolean
}

/**
 * Same: every date and value of the result was stored. Extended: the result adds later dates, or the
 * returns of the decided one. Replaced: it has other values, a date between stored ones, or lacks a date,
 * and covers all that was published. An extension never changes what was decided before it happened,
 * except where the data were restated; a decision for a session that did not come no longer holds.
 */
export function changeOf(
  split: StoredSplit,
  stored: readonly ScoredDayTable[],
  days: readonly AxisDay[],
  options: ChangeOptions,
): ContentChange {
  if (stored.length === 0 || days.length === 0) return 'replaced'
  const moved = lapsedDecision(stored, days, options) !== null
  const before = moved ? stored.slice(0, -1) : stored
  if (before.length === 0) return 'replaced'
  const whole = firstOf(days).date <= firstOf(before).date
  const compared = { split, before, days, whole, moved, added: addedTo(before, days), ...options }
  const changed = firstChange(before, days)
  if (changed !== undefined) return afterChange(compared, changed)
  return afterAgreement(compared)
}

/**
 * The published decision where it no longer holds: the result reaches as far and lacks its date, or the
 * data gained a date before it. Null where it holds, and where there is none.
 */
function lapsedDecision(
  stored: readonly ScoredDayTable[],
  days: readonly AxisDay[],
  { decidedEarlier = false }: Pick<ChangeOptions, 'decidedEarlier'>,
): string | null {
  const decision = stored.at(-1)
  if (!decision || decision.realised !== null) return null
  if (days.some(({ date }) => date === decision.date)) return decidedEarlier ? decision.date : null
  const scoredTo = days.findLast(({ returns }) => returns !== null)?.date ?? ''
  return scoredTo >= (stored.at(-2)?.date ?? '') ? decision.date : null
}

/** The published decision that the result moves to another session; null where it moves none. */
export function movedDecision(
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
  decidedEarlier: boolean,
): MovedDecision | null {
  const expected = lapsedDecision(before, days, { decidedEarlier })
  if (expected === null) return null
  const scoredTo = before.at(-2)?.date ?? ''
  const came = days.find(({ date }) => date > scoredTo)?.date ?? null
  return came === expected ? null : { expected, came }
}

/** Other values replace what was published, or are refused. */
function afterChange(
  { split, before, days, whole, added, restated }: Comparison,
  changed: string,
): ContentChange {
  const sameDates = added.length === 0 && lastOf(days).date === lastOf(before).date
  if (whole && (restated || sameDates)) return 'replaced'
  throw invalid(
    { split },
    `${changed} differs from version ${split.current?.version}, and the data were not restated`,
  )
}

/** Every date that both have is equal. */
function afterAgreement(compared: Comparison): ContentChange {
  const { before, days, whole, added, moved, rolledBack = false } = compared
  const [end, from] = [lastOf(before).date, firstOf(days).date]
  if (from > end) throw notExtended(compared, `${from} leaves a gap after ${end}`)
  const dropped = droppedDate(before, days)
  if (dropped === undefined && !moved) {
    if (added.length === 0) return 'same'
    if (!rolledBack && isAppended(added, before)) return 'extended'
  }
  if (whole) return 'replaced'
  throw notExtended(compared, reasonOf(compared, dropped))
}

function reasonOf({ before, moved, rolledBack }: Comparison, dropped: string | undefined): string {
  if (dropped !== undefined) return `the result lacks ${dropped}`
  const lacks = `the result lacks ${firstOf(before).date}`
  if (moved) return `the decided date did not come, and ${lacks}`
  if (rolledBack) return `it was rolled back, and ${lacks}`
  return `it has a new date among those published, and ${lacks}`
}

function notExtended({ split }: Comparison, why: string): InvalidResultError {
  return new InvalidResultError(`${split.name} cannot be extended: ${why}`)
}

/** The days of a result that were not stored, or whose returns were not. */
function addedTo(before: readonly ScoredDayTable[], days: readonly AxisDay[]): AxisDay[] {
  const stored = new Map(before.map((day) => [day.date, day]))
  return days.filter((day) => {
    const known = stored.get(day.date)
    return known === undefined || (known.realised === null && day.realisedHash !== null)
  })
}

/** Whether new days follow all stored ones, or realise the last. */
function isAppended(added: readonly AxisDay[], before: readonly ScoredDayTable[]): boolean {
  return added.every(({ date }) => date >= lastOf(before).date)
}

/** The first date whose values differ from those published. */
function firstChange(
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
): string | undefined {
  const stored = new Map(before.map((day) => [day.date, day]))
  return days.find((day) => differs(stored.get(day.date), day))?.date
}

/** A published date within the range of the result that the result lacks. */
function droppedDate(
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
): string | undefined {
  const [from, to] = [firstOf(days).date, lastOf(days).date]
  const dates = new Set(days.map(({ date }) => date))
  return before.find(({ date }) => date >= from && date <= to && !dates.has(date))?.date
}

function differs(stored: ScoredDayTable | undefined, day: AxisDay): boolean {
  if (!stored) return false
  if (stored.decided !== day.decidedHash) return true
  return ![null, day.realisedHash].includes(stored.realised) && day.realisedHash !== null
}
