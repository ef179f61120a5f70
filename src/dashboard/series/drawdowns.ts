/** A fall of cumulative net below its running peak. */
export interface Fall {
  /** Date of the peak; the first date where the fall starts from 0. */
  readonly from: string
  /** Date of the lowest point. */
  readonly low: string
  /** Date on which the peak was reached again; null where it has not been. */
  readonly to: string | null
  /** Positive. */
  readonly depth: number
}

/** Distance below the running peak, which starts at 0; 0 or negative. */
export function underwater(cumulative: readonly (number | null)[]): (number | null)[] {
  let peak = 0
  return cumulative.map((value) => {
    if (value === null) return null
    peak = Math.max(peak, value)
    return value - peak
  })
}

/** The deepest falls, the deepest first. */
export function worstFalls(
  dates: readonly string[],
  below: readonly (number | null)[],
  count: number,
): Fall[] {
  const falls: Fall[] = []
  let fall: Fall | undefined
  let peak = dates[0] ?? ''
  dates.forEach((date, t) => {
    const value = below[t]
    if (value === null || value === undefined) return
    const depth = -value
    if (depth <= 0) {
      if (fall) falls.push({ ...fall, to: date })
      fall = undefined
      peak = date
      return
    }
    if (!fall) fall = { from: peak, low: date, to: null, depth }
    else if (depth > fall.depth) fall = { ...fall, low: date, depth }
  })
  if (fall) falls.push(fall)
  return falls.sort((a, b) => b.depth - a.depth).slice(0, count)
}
