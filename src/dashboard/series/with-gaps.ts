import { toSeconds } from './align.js'

/** Calendar days between two dates from which there is a gap: results of a split are missing. */
const GAP_DAYS = 25
const DAY_SECONDS = 86_400

/** Times and values with a null after each date that is followed by a gap. */
export function withGaps(
  dates: readonly string[],
  columns: readonly (readonly (number | null)[])[],
): [number[], ...(number | null)[][]] {
  const times: number[] = []
  const out = columns.map((): (number | null)[] => [])
  dates.forEach((date, t) => {
    const time = toSeconds(date)
    const before = times.at(-1)
    if (before !== undefined && time - before > GAP_DAYS * DAY_SECONDS) {
      times.push(before + DAY_SECONDS)
      for (const column of out) column.push(null)
    }
    times.push(time)
    columns.forEach((column, i) => {
      out[i]?.push(column[t] ?? null)
    })
  })
  return [times, ...out]
}
