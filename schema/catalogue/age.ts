import { addDays, toUtcMs } from '../../src/lib/dates.js'

/** Weekdays strictly between two dates: sessions, if no holiday lies between them. */
export function weekdaysBetween(after: string, before: string): number {
  let count = 0
  for (let date = addDays(after, 1); date < before; date = addDays(date, 1)) {
    const day = new Date(toUtcMs(date)).getUTCDay()
    if (day !== 0 && day !== 6) count++
  }
  return count
}
