import { toIsoDate, toUtcMs } from '../lib/dates.js'

const DAY_MS = 86_400_000

/** A date as days since 1970-01-01. */
export function toDay(date: string): number {
  return toUtcMs(date) / DAY_MS
}

export function toDate(day: number): string {
  return toIsoDate(day * DAY_MS)
}
