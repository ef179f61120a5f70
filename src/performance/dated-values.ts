export interface DateFilter {
  /** Names the dates, so that the same range is known to be the same; undefined where they have no name. */
  readonly range?: string
  includes(date: string): boolean
}

/** The first and the last of ascending dates; null where there are none. */
export function rangeOf(
  dates: readonly string[],
): { readonly from: string; readonly to: string } | null {
  const [from, to] = [dates.at(0), dates.at(-1)]
  return from === undefined || to === undefined ? null : { from, to }
}

/** The values of each date, `none` where there are none. */
export function valuesOn<A>(
  dates: readonly string[],
  days: readonly { readonly date: string; readonly values: A }[],
  none: A,
): A[] {
  const byDate = new Map(days.map(({ date, values }) => [date, values]))
  return dates.map((date) => byDate.get(date) ?? none)
}
