import { toIsoDate, toUtcMs } from '../lib/dates.js'

const EPOCH_MS = toUtcMs('2000-01-01')
const DAY_MS = 86_400_000

/** Dates written so far: there are no more than some ten thousand trading dates. */
const written = new Map<number, string>()
const MOST_DATES = 50_000

/** A date that left Postgres in its binary form: days since 2000-01-01. */
export function fromPostgresDay(day: number): string {
  const known = written.get(day)
  if (known !== undefined) return known
  const date = toIsoDate(EPOCH_MS + day * DAY_MS)
  if (written.size < MOST_DATES) written.set(day, date)
  return date
}
