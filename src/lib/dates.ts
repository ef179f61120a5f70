const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 86_400_000

/** Whether `text` is `YYYY-MM-DD` and such a date exists. */
export function isIsoDate(text: string): boolean {
  return ISO_DATE.test(text) && toIsoDate(toUtcMs(text)) === text
}

/** Midnight UTC of an ISO date, in milliseconds. */
export function toUtcMs(date: string): number {
  return Date.parse(`${date}T00:00:00Z`)
}

export function toIsoDate(utcMs: number): string {
  return Number.isNaN(utcMs) ? '' : new Date(utcMs).toISOString().slice(0, 10)
}

export function addDays(date: string, days: number): string {
  return toIsoDate(toUtcMs(date) + days * DAY_MS)
}

export function yearOf(date: string): number {
  return Number(date.slice(0, 4))
}

/** Index of the first date ≥ `date` in an ascending list (its length if there is none). */
export function lowerBound(dates: readonly string[], date: string): number {
  let low = 0
  let high = dates.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((dates[middle] ?? date) < date) low = middle + 1
    else high = middle
  }
  return low
}
