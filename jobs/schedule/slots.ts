import { closesEarly, EARLY_CLOSE_HOURS } from '../../src/data/calendar/session-close.js'
import { isSession as isXnysSession } from '../../src/data/calendar/xnys.js'
import { toIsoDate } from '../../src/lib/dates.js'
import type { ParsedRule, Rule } from './rule.js'
import { DAY_MS, HOUR_MS, instantOf, instantsOf, offsetOfDay, wallClock } from './zone.js'

/** A rule without a slot in so many days is never due (30 February). */
const SEARCHED_DAYS = 366 * 9

/**
 * Slots after an instant, ascending, without end.
 *
 * NOTE: ours, because croner 11 repeats a list of hours when the clocks go back and cron-parser 5
 * skips slots in zones that shift by half an hour; both take 100 times as long to list two years.
 */
function* slots(rule: ParsedRule, afterMs: number): Generator<number, undefined> {
  let last = afterMs
  const today = Math.floor(wallClock(afterMs, rule.timeZone) / DAY_MS)
  let empty = 0
  for (let day = today - 1; empty < SEARCHED_DAYS; day++) {
    empty++
    for (const slot of slotsOfDay(rule, day * DAY_MS)) {
      if (slot <= last) continue
      last = slot
      empty = 0
      yield slot
    }
  }
  return undefined
}

/** Slots after one instant and up to another; the newest `limit` of them. */
export function slotsBetween(
  rule: ParsedRule,
  afterMs: number,
  upToMs: number,
  limit = Number.POSITIVE_INFINITY,
): number[] {
  const found: number[] = []
  for (const slot of slots(rule, afterMs)) {
    if (slot > upToMs) break
    found.push(slot)
    if (found.length >= 2 * limit) found.splice(0, limit)
  }
  return found.slice(-limit)
}

export function nextSlot(rule: ParsedRule, afterMs: number): number | undefined {
  return slots(rule, afterMs).next().value
}

/** The date of a slot in the rule's time zone, which its task works for. */
export function dateOfSlot({ timeZone }: Rule, slotMs: number): string {
  return toIsoDate(wallClock(slotMs, timeZone))
}

function slotsOfDay(rule: ParsedRule, dayMs: number): number[] {
  if (!isDue(rule, dayMs)) return []
  const { timeZone, hourly, times, followsClose } = rule
  const early = followsClose && closesEarly(toIsoDate(dayMs)) ? EARLY_CLOSE_HOURS * HOUR_MS : 0
  const offset = offsetOfDay(dayMs, timeZone)
  const instants = times.flatMap((time) => {
    const wall = dayMs + time - early
    if (offset !== undefined) return [wall - offset]
    return hourly ? instantsOf(wall, timeZone) : [instantOf(wall, timeZone)]
  })
  return [...new Set(instants)].sort((a, b) => a - b)
}

function isDue(rule: ParsedRule, dayMs: number): boolean {
  const { months, monthDays, weekDays, exchange, isSession = isXnysSession } = rule
  const day = new Date(dayMs)
  return (
    months.has(day.getUTCMonth() + 1) &&
    monthDays.has(day.getUTCDate()) &&
    weekDays.has(day.getUTCDay()) &&
    (exchange === undefined || isSession(toIsoDate(dayMs)))
  )
}
