/** Wall clocks of time zones, told as milliseconds of the UTC clock that shows the same digits. */

const HOUR_MS = 3_600_000
/** No zone is further from UTC, and none changes its clocks twice in so short a time. */
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

/** What the zone's clock shows at an instant. */
export function wallClock(instantMs: number, timeZone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(instantMs)) {
    parts[type] = Number(value)
  }
  const { year, month, day, hour, minute, second } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instantMs % 1000) + 1000) % 1000)
}

/** The instants at which the clock shows `wallMs`: one, two where it is set back, none where forward. */
export function instantsOf(wallMs: number, timeZone: string): number[] {
  const candidates = [-FAR_MS, FAR_MS].map((far) => wallMs - offsetAt(wallMs + far, timeZone))
  return [...new Set(candidates)]
    .filter((instant) => wallClock(instant, timeZone) === wallMs)
    .sort((a, b) => a - b)
}

/**
 * The instant a fixed time of day stands for: the first of two, and where the clock jumps over it,
 * as long after the jump as it is after the jump's beginning (02:30 becomes 03:30).
 */
export function instantOf(wallMs: number, timeZone: string): number {
  const [first] = instantsOf(wallMs, timeZone)
  return first ?? wallMs - offsetAt(wallMs - FAR_MS, timeZone)
}

/** The one offset of a whole day of the wall clock; undefined on a day that changes it. */
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
