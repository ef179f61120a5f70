import { takeTurn } from '../lib/turns.js'

export interface DateFilter {
  /** Names the dates, so that the same range is known to be the same; undefined where they have no name. */
  readonly range?: string
  /** Whether every date is included. */
  readonly all?: boolean
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

/** Dates of a series that are read, and worked on, together. */
const DATES_AT_ONCE = 64

/**
 * What `work` makes of all dates, some at a time and each piece in its own turn: a whole split is neither
 * one long piece of work nor in memory at once.
 */
export async function inPieces<T, R = readonly T[]>(
  dates: readonly string[],
  read: (some: readonly string[]) => Promise<R>,
  work: (found: R, some: readonly string[]) => readonly T[],
): Promise<T[]> {
  const all: T[] = []
  for (let at = 0; at < dates.length; at += DATES_AT_ONCE) {
    const some = dates.slice(at, at + DATES_AT_ONCE)
    const found = await read(some)
    await takeTurn()
    all.push(...work(found, some))
  }
  return all
}
