import { validateDetailed } from 'node-cron'
import { isSession } from '../../src/data/calendar.js'
import { closesEarly, EARLY_CLOSE_HOURS } from '../../src/data/session-close.js'
import { toIsoDate } from '../../src/lib/dates.js'
import { UserError } from '../../src/lib/errors.js'
import { instantOf, instantsOf, isTimeZone, offsetOfDay, wallClock } from './zone.js'

/** When something is due: the instants of a rule are its slots. */
export interface Rule {
  /** Five fields, or six with seconds first; a day must suit both the month's and the week's. */
  readonly cron: string
  /** IANA name; the fields are read on its clock. */
  readonly timeZone: string
  /** Sessions of this exchange alone. */
  readonly exchange?: 'NYSE'
  /** On a half day, as much earlier as the exchange closes. */
  readonly followsClose?: boolean
}

/** A rule checked and taken apart. */
export interface ParsedRule extends Rule {
  readonly months: ReadonlySet<number>
  readonly monthDays: ReadonlySet<number>
  readonly weekDays: ReadonlySet<number>
  /** Times of day in milliseconds, ascending. */
  readonly times: readonly number[]
  /** Whether every hour is meant: such a rule counts hours that pass, not hours of the clock. */
  readonly hourly: boolean
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** A rule that names no day in so many is never due (30 February). */
const SEARCHED_DAYS = 366 * 9

export function parseRule(rule: Rule, where = 'schedule'): ParsedRule {
  if (!isTimeZone(rule.timeZone)) {
    throw new UserError(
      `${where}: time zone ${JSON.stringify(rule.timeZone)} is unknown: write one like America/New_York`,
    )
  }
  const { valid, errors, fields } = validateDetailed(rule.cron)
  if (!valid || !fields) {
    const reason = errors.map(({ message }) => message).join('; ')
    throw new UserError(
      `${where}: cron ${JSON.stringify(rule.cron)}: ${reason}; write e.g. "30 18 * * 1-5"`,
    )
  }
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = fields
  const times = hour.flatMap((h) =>
    minute.flatMap((m) => second.map((s) => h * HOUR_MS + m * MINUTE_MS + s * SECOND_MS)),
  )
  const parsed = {
    ...rule,
    months: new Set(month),
    monthDays: new Set(numbers(dayOfMonth, rule.cron, where)),
    weekDays: new Set(numbers(dayOfWeek, rule.cron, where).map((day) => day % 7)),
    times: times.sort((a, b) => a - b),
    hourly: hour.length === 24,
  }
  if (!slots(parsed, 0).next().value) {
    throw new UserError(`${where}: cron ${JSON.stringify(rule.cron)} names no date that exists`)
  }
  return parsed
}

/** Slots after an instant, ascending, without end. */
export function* slots(rule: ParsedRule, afterMs: number): Generator<number, undefined> {
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

/** Slots after one instant and up to another; `limit` of them at most, the newest. */
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

/** The date a slot falls on, by the rule's clock: what its task works for. */
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

function isDue({ months, monthDays, weekDays, exchange }: ParsedRule, dayMs: number): boolean {
  const day = new Date(dayMs)
  return (
    months.has(day.getUTCMonth() + 1) &&
    monthDays.has(day.getUTCDate()) &&
    weekDays.has(day.getUTCDay()) &&
    (exchange === undefined || isSession(toIsoDate(dayMs)))
  )
}

function numbers(field: readonly (number | string)[], cron: string, where: string): number[] {
  return field.map((value) => {
    if (typeof value === 'number') return value
    throw new UserError(`${where}: cron ${JSON.stringify(cron)}: ${value} is not supported`)
  })
}
