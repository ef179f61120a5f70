/** Wall-clock time of time zones, as the milliseconds at which a UTC clock shows the same digits. */

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
/** No zone is further from UTC, and none changes its clocks twice within it. */
const FAR_MS = 26 * HOUR_MS

const formats = new Map<string, Intl.DateTimeFormat>()

export function isTimeZone(timeZone: string): boolean {
  try {
    formatOf(timeZone)
    return true
  } catch {
    return false
  }
}

/** Wall-clock time of the zone at an instant. */
export function wallClock(instantMs: number, timeZone: string): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? Number.NaN
  const date = [part('year'), part('month') - 1, part('day')] as const
  const wall = Date.UTC(...date, part('hour'), part('minute'), part('second'))
  return wall + (((instantMs % 1000) + 1000) % 1000)
}

/**
 * The instants at which the clock shows `wallMs`: one, two where the clocks go back, none where they
 * go forward.
 */
export function instantsOf(wallMs: number, timeZone: string): number[] {
  const candidates = [-FAR_MS, FAR_MS].map((far) => wallMs - offsetAt(wallMs + far, timeZone))
  return [...new Set(candidates)]
    .filter((instant) => wallClock(instant, timeZone) === wallMs)
    .sort((a, b) => a - b)
}

/**
 * The one instant of a wall-clock time: the first of two; where the clocks go forward over it, it is
 * moved by as much as they are (02:30 becomes 03:30).
 */
export function instantOf(wallMs: number, timeZone: string): number {
  const [first] = instantsOf(wallMs, timeZone)
  return first ?? wallMs - offsetAt(wallMs - FAR_MS, timeZone)
}

/** The offset from UTC of a whole day of the wall clock; undefined where it changes that day. */
export function offsetOfDay(dayMs: number, timeZone: string): number | undefined {
  const before = offsetAt(dayMs - FAR_MS, timeZone)
  return before === offsetAt(dayMs + 2 * FAR_MS, timeZone) ? before : undefined
}

function offsetAt(instantMs: number, timeZone: string): number {
  return wallClock(instantMs, timeZone) - instantMs
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
  }
  return format
}
